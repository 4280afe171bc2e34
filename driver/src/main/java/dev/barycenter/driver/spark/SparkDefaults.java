package dev.barycenter.driver.spark;

import dev.barycenter.driver.TrainingFailedException;
import java.util.Map;
import org.apache.spark.SparkConf;

/** Settings that a run wants and Spark does not have by default. */
public final class SparkDefaults {

  private static final Map<String, String> WANTED =
      Map.ofEntries(
          // What Prometheus asks for stands at /metrics/prometheus of the driver's page.
          Map.entry(
              "spark.metrics.conf.*.sink.prometheusServlet.class",
              "org.apache.spark.metrics.sink.PrometheusServlet"),
          Map.entry("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus"),
          // Weights do not compress; trying takes longer than sending them.
          Map.entry("spark.broadcast.compress", "false"),
          // A model of some million weights comes back without the detour over a block store.
          Map.entry("spark.task.maxDirectResultSize", "16m"),
          // Blocks of a dead executor are gone; three times five seconds do not bring them back.
          Map.entry("spark.shuffle.io.retryWait", "1s"),
          // A task that hangs holds a slot until its executor goes; see SparkJob.
          Map.entry("spark.task.reaper.enabled", "true"),
          Map.entry("spark.task.reaper.killTimeout", "60s"),
          // A barrier stage starts all its tasks or none; waiting for a better place starts none.
          Map.entry("spark.locality.wait", "0s"),
          // CUDA numbers GPUs as nvidia-smi does, and so as the discovery script.
          Map.entry("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID"),
          // The slots are counted before each segment; a wrong count is a lost executor.
          Map.entry("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s"),
          Map.entry("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "3"));

  private SparkDefaults() {}

  /** Puts the settings into {@code conf} where the user has set nothing else; returns it. */
  public static SparkConf apply(SparkConf conf) {
    WANTED.forEach(conf::setIfMissing);
    return conf;
  }

  /** Refuses settings under which a run would fail late and obscurely. */
  static void check(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    if (serializer.contains("Kryo")) {
      throw new TrainingFailedException(
          "spark.serializer is %s, which cannot serialize Java records. Leave it at Spark's default, org.apache.spark.serializer.JavaSerializer; weights and examples travel as plain bytes either way."
              .formatted(serializer));
    }
  }
}
