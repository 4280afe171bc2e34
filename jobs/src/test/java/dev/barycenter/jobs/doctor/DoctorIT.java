package dev.barycenter.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.spark.RecordedDevices;
import dev.barycenter.jobs.doctor.Finding.Level;
import dev.barycenter.worker.device.Capability;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceChoice;
import dev.barycenter.worker.device.Devices;
import dev.barycenter.worker.device.Nd4jDevices;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds on executors in processes of their own, whose GPUs are invented. */
@Timeout(600)
class DoctorIT {
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  @RegisterExtension
  static final SparkCluster cluster =
      SparkCluster.ofGpuWorkers(2, List.of(List.of("0"), List.of("1")));

  @TempDir Path folder;

  /** A disk of the driver's machine alone. */
  public static final class DriversDisk extends RawLocalFileSystem {
    private static final URI ADDRESS = URI.create("drivers:///");

    @Override
    public URI getUri() {
      return ADDRESS;
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      if (!"driver".equals(SparkEnv.get().executorId())) {
        throw new FileNotFoundException("File " + file + " does not exist");
      }
      return super.open(file, buffer);
    }
  }

  @Test
  void executorsWithoutGpus() throws IOException {
    Map<String, String> settings =
        Map.of(
            "spark.executor.extraJavaOptions",
            "-XX:+UseSerialGC -Dbarycenter.onednn=false",
            "spark.hadoop.fs.drivers.impl",
            DriversDisk.class.getName());
    try (JavaSparkContext spark = cluster.connect(settings)) {
      List<Finding> found = probe(spark, DeviceChoice.AUTO, Nd4jDevices.LOADED);
      assertThat(found).extracting(Finding::topic).containsExactly("executors", "gpus", "native");
      assertThat(found.get(0))
          .hasToString("ok   executors 2 executors run 4 tasks of a training at a time");
      assertThat(found.get(1))
          .hasToString("ok   gpus      Spark assigns none, and the tasks compute on the CPU");
      assertThat(found.get(2).toString())
          .matches(
              "(?s)warn native    executor 127\\.0\\.0\\.1:\\d+: libnd4j for .* and no oneDNN \\(-Dbarycenter.onednn=false says so\\).*");

      Finding seen = StorageProbe.of(spark, folder.toString());
      assertThat(seen.level()).isEqualTo(Level.OK);
      assertThat(seen.found()).endsWith("was read on 2 executors");
      Finding apart = StorageProbe.of(spark, "drivers://" + folder);
      assertThat(apart.level()).isEqualTo(Level.FIX);
      assertThat(apart.found())
          .matches(
              "what the driver wrote to 'drivers:///.*' is not seen on 127\\.0\\.0\\.1:\\d+: File .* does not exist");
      Path file = Files.createFile(folder.resolve("file"));
      Finding blocked = StorageProbe.of(spark, file.resolve("below").toString());
      assertThat(blocked.level()).isEqualTo(Level.FIX);
      assertThat(blocked.found()).startsWith("the driver cannot write to '" + file);
    }
    try (var left = Files.list(folder)) {
      assertThat(left).singleElement().isEqualTo(folder.resolve("file"));
    }
  }

  private static List<Finding> probe(JavaSparkContext spark, DeviceChoice choice, Devices devices) {
    return new ExecutorProbe(spark, new DeviceBinding(choice, devices), Duration.ofSeconds(20))
        .findings();
  }

  @Test
  void executorsWithAGpuEach() {
    try (JavaSparkContext spark = cluster.connect(Map.of(GPUS, "1"))) {
      Devices ampere = new RecordedDevices(folder.toString(), 2, new Capability(8, 6));
      List<Finding> found = probe(spark, DeviceChoice.GPU, ampere);
      assertThat(found.get(0).found()).isEqualTo("2 executors run 2 tasks of a training at a time");
      assertThat(found.get(1).level()).isEqualTo(Level.OK);
      assertThat(found.get(1).found()).contains("GPU [0] on 127.0.0.1", "GPU [1] on 127.0.0.1");

      Devices hopper = new RecordedDevices(folder.toString(), 2, new Capability(9, 0));
      Finding old = probe(spark, DeviceChoice.GPU, hopper).get(1);
      assertThat(old.level()).isEqualTo(Level.FIX);
      assertThat(old.found()).contains("compute capability 9.0, for which nd4j-cuda-11.6 has no");

      Finding idle = probe(spark, DeviceChoice.AUTO, Nd4jDevices.LOADED).get(1);
      assertThat(idle.level()).isEqualTo(Level.WARN);
      assertThat(idle.found()).endsWith("which stand idle: the jar computes on the CPU");

      Finding none = probe(spark, DeviceChoice.GPU, Nd4jDevices.LOADED).get(1);
      assertThat(none.level()).isEqualTo(Level.FIX);
      assertThat(none.found())
          .contains("ND4J computes on the CPU: the jar is built without -Pcuda");
      assertThat(none.fix()).startsWith("submit the jar of ./mvnw -Pcuda package");
    }
  }

  @Test
  void executorsThatNoWorkerHasTheGpusFor() {
    try (JavaSparkContext spark = new JavaSparkContext(cluster.conf(Map.of(GPUS, "2")))) {
      DeviceBinding gpu = new DeviceBinding(DeviceChoice.GPU, Nd4jDevices.LOADED);
      assertThat(new ExecutorProbe(spark, gpu, Duration.ofSeconds(2)).findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(Level.FIX);
                assertThat(finding.found())
                    .startsWith("There was no executor for PT2S")
                    .contains("Each executor asks for 2 GPUs");
              });
    }
  }
}
