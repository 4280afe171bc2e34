package dev.barycenter.jobs.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.driver.spark.RecordedDevices;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.jobs.Conf;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.device.Capability;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceChoice;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Predictions where Spark assigns GPUs, which the scripts of its workers invent. */
@Tag("slow")
@Timeout(600)
class TablePredictorGpuIT {
  @RegisterExtension
  static final SparkCluster cluster =
      SparkCluster.ofGpuWorkers(2, List.of(List.of("0", "1"), List.of("2", "3")));

  @TempDir Path folder;

  /** The weights of a network that was never trained. */
  private static Map<String, Tensor> weights(RunSpec spec) {
    try (NetworkReplica network = new NetworkReplica(spec.plan(), 0)) {
      return ModelFile.weights(network.network());
    }
  }

  @Test
  void aTaskThatPredictsComputesOnTheGpuThatItWasAssigned() throws IOException {
    RunSpec spec = RunSpec.read("spec.yaml", Conf.text("digits-mlp.yaml"));
    TrainedRun run = new TrainedRun(spec, weights(spec), null);
    DeviceBinding gpus =
        new DeviceBinding(
            DeviceChoice.AUTO, new RecordedDevices(folder.toString(), 4, new Capability(8, 6)));
    Map<String, String> settings = Map.of("spark.executor.resource.gpu.amount", "2");
    try (SparkSession spark = SparkSession.builder().config(cluster.conf(settings)).getOrCreate()) {
      Dataset<Row> rows =
          new Tables(spark, new org.apache.hadoop.fs.Path(Conf.FOLDER.toString()))
              .read(spec.data().train())
              .repartition(8);
      Dataset<Row> predicted = TablePredictor.of(run).on(gpus).predict(rows, SkippedRows.in(spark));
      assertThat(predicted.count()).isEqualTo(1797);
    }
    try (var bound = Files.list(folder)) {
      assertThat(bound.map(file -> file.getFileName().toString().replaceFirst(".*-gpu-", "")))
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .allMatch(gpu -> gpu.matches("[0-3]"));
    }
  }
}
