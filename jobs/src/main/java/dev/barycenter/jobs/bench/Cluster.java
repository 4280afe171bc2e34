package dev.barycenter.jobs.bench;

import dev.barycenter.driver.spark.SparkDefaults;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark for one part of a benchmark, on a master of its own choice. */
final class Cluster {
  private static final long WAIT_NANOS = 60_000_000_000L;

  private Cluster() {}

  /**
   * Starts Spark and waits until it has a slot for every core that {@code master} names.
   *
   * @param master such as {@code local[2]} or {@code local-cluster[2,1,2048]} (executors, cores and
   *     megabytes of each)
   */
  static JavaSparkContext open(String master) {
    SparkConf conf =
        SparkDefaults.apply(new SparkConf())
            .setMaster(master)
            .setAppName("barycenter bench")
            .set("spark.ui.enabled", "false");
    if (master.startsWith("local-cluster[")) {
      String[] parts =
          master.substring("local-cluster[".length(), master.length() - 1).split(",", -1);
      // The default leaves the executors a gigabyte whatever the master names.
      conf.set("spark.executor.memory", parts[2].trim() + "m");
    }
    JavaSparkContext spark = new JavaSparkContext(conf);
    awaitExecutors(spark, master);
    return spark;
  }

  private static void awaitExecutors(JavaSparkContext spark, String master) {
    int wanted =
        master.startsWith("local-cluster[")
            ? Integer.parseInt(
                master.substring("local-cluster[".length(), master.indexOf(',')).trim())
            : 0;
    long end = System.nanoTime() + WAIT_NANOS;
    while (spark.sc().statusTracker().getExecutorInfos().length - 1 < wanted
        && System.nanoTime() < end) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for executors.", e);
      }
    }
  }
}
