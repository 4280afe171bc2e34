package dev.barycenter.jobs.doctor;

import dev.barycenter.driver.spark.HadoopStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Whether executors see what the driver writes: a file is written here and read by tasks. */
final class StorageProbe {
  private StorageProbe() {}

  /** What a task has read; empty if it read what was written. */
  private record Sight(String host, String problem) implements java.io.Serializable {}

  /**
   * Writes a file to a folder and lets tasks read it.
   *
   * @param folder on any file system of Hadoop
   */
  static Finding of(JavaSparkContext spark, String folder) {
    String name = ".doctor-" + UUID.randomUUID();
    try {
      HadoopStorage storage = new HadoopStorage(folder, spark.hadoopConfiguration());
      storage.write(name, out -> out.write(name.getBytes(StandardCharsets.UTF_8)));
      try {
        return judge(folder, sights(spark, folder, name));
      } finally {
        storage.delete(name);
      }
    } catch (IOException e) {
      return Finding.problem(
          "storage",
          "the driver cannot write to '%s': %s".formatted(folder, e.getMessage()),
          "give the run a folder that the driver may write to, with --run");
    }
  }

  private static List<Sight> sights(JavaSparkContext spark, String folder, String name) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    int tasks = Math.max(2, spark.defaultParallelism());
    return spark
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> read(folder, name, hadoop.value()))
        .collect();
  }

  private static Sight read(String folder, String name, Configuration hadoop) {
    String host = SparkEnv.get().blockManager().blockManagerId().hostPort();
    try (InputStream in = new HadoopStorage(folder, hadoop).read(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Sight(host, text.equals(name) ? "" : "other contents");
    } catch (IOException e) {
      return new Sight(host, String.valueOf(e.getMessage()));
    }
  }

  private static Finding judge(String folder, List<Sight> sights) {
    List<String> hosts = sights.stream().map(Sight::host).distinct().sorted().toList();
    List<Sight> blind = sights.stream().filter(sight -> !sight.problem().isEmpty()).toList();
    return blind.isEmpty()
        ? Finding.fine(
            "storage",
            "what the driver writes to '%s' was read on %d executors"
                .formatted(folder, hosts.size()))
        : Finding.problem(
            "storage",
            "what the driver wrote to '%s' is not seen on %s: %s"
                .formatted(folder, blind.get(0).host(), blind.get(0).problem()),
            "use a file system that all machines share (hdfs://, s3a://, or a volume mounted everywhere) for --run and the data");
  }
}
