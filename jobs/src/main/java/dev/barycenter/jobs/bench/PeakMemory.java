package dev.barycenter.jobs.bench;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;

/**
 * The greatest resident sizes of the processes of a Spark, in bytes; 0 where the system does not
 * tell.
 *
 * @param driver of the driver, which is the executor too on a local master
 * @param executor of the greatest executor
 */
record PeakMemory(long driver, long executor) {

  /** Lets all processes forget how great they were before now. */
  static void forget(JavaSparkContext spark) {
    everywhere(spark, Memory::forgetPeak);
    Memory.forgetPeak();
  }

  /** Returns the peaks since {@link #forget}; heap that was in use before it counts. */
  static PeakMemory since(JavaSparkContext spark) {
    return new PeakMemory(Memory.peak(), Collections.max(everywhere(spark, Memory::peak)));
  }

  private interface Look extends Serializable {
    long bytes();
  }

  /** Idle executors share the tasks of a job evenly: as many as slots reach all of them. */
  private static List<Long> everywhere(JavaSparkContext spark, Look look) {
    ResourceProfile usual = spark.sc().resourceProfileManager().defaultResourceProfile();
    int slots = spark.sc().maxNumConcurrentTasks(usual);
    List<Integer> numbers = IntStream.range(0, slots).boxed().toList();
    return spark.parallelize(numbers, slots).map(number -> look.bytes()).collect();
  }
}
