package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.keras.OptimizerState;
import dev.barycenter.jobs.run.Json;
import dev.barycenter.jobs.run.Program;
import dev.barycenter.jobs.run.Provenance;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The training job on real executors. */
@Timeout(300)
class TrainIT {
  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  @TempDir Path folder;

  @Test
  @Tag("law-3")
  void theSameSpecGivesTheSameBitsOnAnyCluster() throws IOException {
    assertSameBitsOnAnyCluster("digits.yaml");
  }

  @Test
  @Tag("law-3")
  @Tag("slow")
  void aLayerSequenceGivesTheSameBitsOnAnyCluster() throws IOException {
    assertSameBitsOnAnyCluster("digits-mlp.yaml");
  }

  private void assertSameBitsOnAnyCluster(String name) throws IOException {
    String spec = Conf.text(name).replaceFirst("epochs: \\d+", "epochs: 2");
    Map<String, byte[]> models = new LinkedHashMap<>();
    models.put("local[1]", train(spec, SparkCluster.local("local[1]"), "one"));
    models.put("local[2]", train(spec, SparkCluster.local("local[2]"), "two"));
    models.put("two executors", train(spec, cluster.conf(Map.of()), "executors"));
    assertThat(models.get("local[2]")).isEqualTo(models.get("local[1]"));
    assertThat(models.get("two executors")).isEqualTo(models.get("local[1]"));
    for (String run : List.of("two", "executors")) {
      assertThat(folder.resolve(run).resolve("provenance.json"))
          .hasSameBinaryContentAs(folder.resolve("one/provenance.json"));
    }
  }

  private byte[] train(String spec, SparkConf conf, String run) throws IOException {
    output(spec, conf, run);
    return Files.readAllBytes(folder.resolve(run).resolve("model.keras"));
  }

  private String output(String spec, SparkConf conf, String run) throws IOException {
    Path file = Files.writeString(folder.resolve(run + ".yaml"), spec);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      new TrainJob(spark, new PrintStream(printed, true, StandardCharsets.UTF_8), false)
          .run(
              Prepared.of(
                  new Prepared.Request(
                      file.toString(), null, folder.resolve(run).toString(), false),
                  new Configuration()));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("law-7")
  void aFinishedRunCanBeOpenedEvaluatedAndApplied() throws IOException {
    String spec =
        Conf.text("digits-mlp.yaml").replaceFirst("epochs: \\d+", "epochs: 1")
            + """
              validation: 0.1
            run:
              listeners: [dev.barycenter.jobs.PrometheusProbe]
              checkpoints: {every_rounds: 1, keep: 2}
            """;
    SparkConf watched = SparkCluster.local("local[2]").set("spark.ui.enabled", "true");
    String printed = output(spec, watched.set("spark.ui.port", "0"), "run");
    assertThat(printed)
        .contains(
            "Model: \"digits-mlp\"", "Epoch 1/1", "Test on 359 examples that training never saw");
    String run = folder.resolve("run").toString();
    assertThat(TrainedRun.open(run, new Configuration()).weights()).hasSize(6);
    assertCompiled(KerasModel.read(Path.of(run, "model.keras")));
    Provenance provenance =
        Json.read(
            Files.readAllBytes(Path.of(run, "provenance.json")), Provenance.class, "provenance");
    assertThat(provenance.program()).isEqualTo(Program.CURRENT);
    assertThat(provenance.parents()).isEmpty();
    assertThat(provenance.weights()).isNull();
    Provenance.Examples test = Objects.requireNonNull(provenance.test());
    Provenance.Examples validation = Objects.requireNonNull(provenance.validation());
    assertThat(test.count()).isEqualTo(359);
    assertThat(provenance.train().count() + validation.count()).isEqualTo(1797 - 359);
    assertThat(provenance.train().digest()).hasSize(64).isNotEqualTo(test.digest());
    assertThat(Files.readAllLines(Path.of(run, "metrics.jsonl")))
        .anyMatch(line -> line.startsWith("{\"event\":\"round\",\"round\":1,\"epoch\":1,"))
        .anyMatch(line -> line.contains("\"event\":\"epoch\""))
        .last()
        .asString()
        .contains("\"ending\":\"completed\"");
    assertWatched(run);
    assertThat(Path.of(run, "tensorboard")).isDirectoryContaining("glob:**events.out.tfevents.*");
    String rows = Conf.FOLDER.resolve("digits.csv.gz").toString();
    System.setProperty("spark.master", "local[2]");
    try {
      Path found = folder.resolve("found");
      assertThat(Main.run("evaluate", run, "--data", rows, "--out", found.toString())).isZero();
      assertExamined(found);
      assertThat(Main.run("evaluate", run, "--data", rows, "--out", found.toString())).isEqualTo(2);
      String out = folder.resolve("predictions").toString();
      assertThat(Main.run("predict", run, "--data", rows, "--out", out, "--format", "csv"))
          .isZero();
      try (var files = Files.list(Path.of(out))) {
        assertThat(files.filter(f -> f.toString().endsWith(".csv")).mapToLong(TrainIT::lines).sum())
            .isEqualTo(1797 + 1);
      }
    } finally {
      System.clearProperty("spark.master");
    }
  }

  private static void assertExamined(Path found) throws IOException {
    JsonNode json = new ObjectMapper().readTree(found.resolve("evaluation.json").toFile());
    assertThat(json.path("examples").asInt()).isEqualTo(1797);
    JsonNode digit = json.path("classifiers").path("digit");
    assertThat(digit.path("accuracy").asDouble())
        .isCloseTo(json.path("metrics").path("accuracy").asDouble(), within(1e-9));
    int counted = 0;
    for (JsonNode row : digit.path("confusion_matrix")) {
      for (JsonNode cell : row) {
        counted += cell.asInt();
      }
    }
    assertThat(counted).isEqualTo(1797);
    for (String picture : List.of("confusion", "classes", "roc", "calibration")) {
      assertThat(found.resolve("digit-%s.svg".formatted(picture))).content().startsWith("<svg");
    }
  }

  /** Keras goes on with the optimizer from where the run ended. */
  private static void assertCompiled(KerasModel saved) {
    assertThat(saved.compile().orElseThrow().json().path("loss").asText())
        .isEqualTo("sparse_categorical_crossentropy");
    OptimizerState state = saved.optimizerState().orElseThrow();
    assertThat(state.iterations()).isPositive();
    assertThat(state.slots().keySet()).containsExactly("momentum", "velocity");
    assertThat(state.slots().get("velocity").keySet())
        .containsExactlyElementsOf(saved.weights().keySet());
    state
        .slots()
        .get("velocity")
        .forEach(
            (path, velocity) -> {
              assertThat(velocity.shape()).isEqualTo(saved.weights().get(path).shape());
              for (float value : velocity.values()) {
                assertThat(value).isNotNegative();
              }
            });
  }

  private static void assertWatched(String run) throws IOException {
    assertThat(PrometheusProbe.PAGES)
        .singleElement()
        .asString()
        .containsPattern("driver_barycenter_round_loss_Value.* [0-9.]+\n")
        .containsPattern("driver_barycenter_round_seconds_compute_Value.* [0-9.E-]+\n")
        .containsPattern("driver_barycenter_round_drift_dense_Value.* [0-9.]+\n")
        .containsPattern("driver_barycenter_epoch_val_accuracy_Value.* [0-9.]+\n")
        .containsPattern("driver_barycenter_epoch_epoch_Value.* 1.0\n");
    assertThat(Path.of(run, "report.html")).content().contains("<h1>digits-mlp</h1>", "<svg");
    try (var checkpoints = Files.list(Path.of(run, "checkpoints"))) {
      assertThat(checkpoints.map(Path::getFileName).map(Path::toString))
          .filteredOn(name -> name.startsWith("round-"))
          .hasSize(2);
    }
  }

  private static long lines(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
