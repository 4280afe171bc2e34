package dev.barycenter.driver.spark;

import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.event.RunEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A driver to be killed: trains the regression and goes on from its last checkpoint. */
final class LinearMain {

  private LinearMain() {}

  /** Takes the master, the run's folder and the epochs. */
  public static void main(String[] args) throws IOException {
    SparkConf conf = SparkCluster.local(args[0]);
    Map.of(
            "spark.executor.memory",
            "512m",
            "spark.executor.extraClassPath",
            System.getProperty("java.class.path"))
        .forEach(conf::set);
    StopRequest stop = new StopRequest();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      HadoopStorage folder = new HadoopStorage(args[1], spark.hadoopConfiguration());
      CheckpointStore checkpoints =
          new CheckpointStore(folder, LinearRun.identity(), 3, System.out::println);
      LinearRun run = LinearRun.ofLongSegments(Integer.parseInt(args[2]));
      RunOutcome outcome =
          GracefulStop.during(
              stop,
              Duration.ofSeconds(20),
              () -> run.on(spark, 3, checkpoints, LinearMain::print, stop));
      System.out.println("ended " + outcome.ending());
    }
    System.exit(0); // as the command line does: Spark 3.5 leaves a timer behind that is no daemon
  }

  /** Of rounds there are too many. */
  private static void print(RunEvent event) {
    if (!(event instanceof RunEvent.RoundDone)) {
      System.out.println(event);
    }
  }
}
