package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.jobs.backbone.BackboneReader.Choice;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.spec.FinetuneRecipe;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tuning in phases. */
@Timeout(120)
class FinetuneIT {
  private static final String SPEC =
      """
      name: tuned
      model:
        backbone: {from: base, cut: norm}
        layers: [{type: Dense, name: digit2, units: 10, activation: softmax}]
      training:
        loss: sparse_categorical_crossentropy
        metrics: [accuracy]
        optimizer: {type: Adam, learning_rate: 0.01}
        epochs: 2
        averaging: {local_steps: 10}
      data:
        train: {format: csv, path: '%s', header: false}
        test: 0.2
        inputs: {input: _c0.._c63}
        targets: {digit2: _c64}
      """;

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void trainTheBackbone() throws IOException {
    spark = SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate();
    String base =
        Conf.text("digits-mlp.yaml")
            .replaceFirst("epochs: \\d+", "epochs: 2")
            .replace(
                "    - {type: Dropout, rate: 0.2}", "    - {type: BatchNormalization, name: norm}");
    Files.writeString(folder.resolve("base.yaml"), base);
    Files.writeString(
        folder.resolve("tuned.yaml"), SPEC.formatted(Conf.FOLDER.resolve("digits.csv.gz")));
    train(new Prepared.Request(path("base.yaml"), null, path("base"), false));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String finetune(String run, boolean resume) {
    return finetune("tuned.yaml", run, resume);
  }

  private static String finetune(String spec, String run, boolean resume) {
    return train(
        new Prepared.Request(
            path(spec),
            null,
            path(run),
            resume,
            new Prepared.Finetuning(Choice.NONE, new FinetuneRecipe(2))));
  }

  private static String train(Prepared.Request request) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    new TrainJob(spark, new PrintStream(printed, true, StandardCharsets.UTF_8), false)
        .run(Prepared.of(request, new Configuration()));
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Tensor> weights(String run) {
    return ModelFile.read(path(run), new Configuration()).weights();
  }

  @Test
  void aWholeModelOfAFileGoesOnWithTheStateOfItsOptimizer() throws IOException {
    String on =
        Files.readString(folder.resolve("base.yaml"))
            .replaceFirst("(?sm)^model:.*?^training:", "model: {from: base/model.keras}\ntraining:")
            .replace("learning_rate: 0.002", "learning_rate: 0.0001")
            .replace("epochs: 2", "epochs: 1")
            .replace("local_steps: 5", "local_steps: 50");
    Files.writeString(folder.resolve("on.yaml"), on);
    long before = steps("base");
    String printed = train(new Prepared.Request(path("on.yaml"), null, path("on"), false));
    assertThat(printed)
        .contains(
            "The optimizer goes on with the state that it had after %d steps".formatted(before));
    assertThat(steps("on")).isEqualTo(before + before / 2);
    assertThat(weights("on").get("norm/moving_mean"))
        .isNotEqualTo(weights("base").get("norm/moving_mean"));
    Files.writeString(folder.resolve("other.yaml"), on.replace("type: Adam", "type: SGD"));
    assertThat(train(new Prepared.Request(path("other.yaml"), null, path("other"), false)))
        .contains("The optimizer starts afresh: the file has the state of {\"type\":\"Adam\"");
  }

  private static long steps(String run) {
    return ModelFile.read(path(run), new Configuration())
        .compiled()
        .get()
        .orElseThrow()
        .state()
        .orElseThrow()
        .iterations();
  }

  @Test
  @Tag("law-5")
  void phasesTrainWhatTheySayAndLeaveTheRestAsItWas() throws IOException {
    String printed = finetune("phases", false);
    assertThat(printed)
        .containsSubsequence(
            "Phase 1/2, head: trains 1,290 of 10,122 weights",
            "Epoch 2/2",
            "Test on 359 examples",
            "Phase 2/2, top: trains 9,866 of 10,122 weights",
            "Warning: Phase 'top' trains all 3 layers",
            "Epoch 4/4",
            "Test on 359 examples");
    Map<String, Tensor> base = weights("base");
    Map<String, Tensor> tuned = weights("phases");
    assertThat(tuned.get("dense/kernel")).isNotEqualTo(base.get("dense/kernel"));
    assertThat(tuned.get("norm/moving_mean")).isEqualTo(base.get("norm/moving_mean"));
    assertThat(tuned.get("norm/moving_variance")).isEqualTo(base.get("norm/moving_variance"));
    assertThat(TrainedRun.open(path("phases"), new Configuration()).spec().training().phases())
        .hasSize(2);
    List<JsonNode> rounds = rounds("phases");
    long head = rounds.get(0).path("bytes").asLong();
    long top = rounds.get(rounds.size() - 1).path("bytes").asLong();
    // 1,290 and 10,122 - 256 weights with two values of Adam's state each.
    assertThat((double) head / top).isBetween(0.10, 0.16);
    assertThat(rounds).extracting(r -> r.path("round").asInt()).isSorted().doesNotHaveDuplicates();
    assertThat(rounds)
        .extracting(r -> r.path("phase").asText())
        .isSubsetOf("head", "top")
        .isEqualTo(
            rounds.stream().map(r -> r.path("epoch").asInt() <= 2 ? "head" : "top").toList());
  }

  @Test
  void aSmallHeadSendsLessThanAHundredthOfTheWholeModel() throws IOException {
    Files.writeString(
        folder.resolve("wide.yaml"),
        """
        name: wide
        model:
          input: [64]
          layers:
            - {type: Dense, name: wide, units: 500, activation: relu}
            - {type: Dense, name: narrow, units: 60, activation: relu}
        """);
    Files.writeString(
        folder.resolve("small.yaml"),
        Files.readString(folder.resolve("tuned.yaml"))
            .replace("{from: base, cut: norm}", "{from: wide.yaml}")
            .replace(
                "epochs: 2",
                "phases: [{trainable: digit2, epochs: 1}, {trainable: all, epochs: 1}]"));
    train(new Prepared.Request(path("small.yaml"), null, path("small"), false));
    List<JsonNode> rounds = rounds("small");
    double head = rounds.get(0).path("bytes").asDouble();
    double all = rounds.get(rounds.size() - 1).path("bytes").asDouble();
    // 60 * 10 + 10 weights of 64 * 500 + 500 + 500 * 60 + 60 + 610.
    assertThat(head / all).isBetween(0.0096, 0.01);
  }

  @Test
  @Tag("law-5")
  void frozenLayersAreComputedOnceAndChangeNothing() throws IOException {
    String spec = Files.readString(folder.resolve("tuned.yaml"));
    Files.writeString(folder.resolve("again.yaml"), spec + "compute: {cache_frozen: false}\n");
    String kept = "what they make of an example, 128 numbers, is computed once and kept";
    assertThat(finetune("tuned.yaml", "once", false)).containsOnlyOnce(kept);
    assertThat(finetune("again.yaml", "again", false)).doesNotContain(kept);
    Map<String, Tensor> once = weights("once");
    Map<String, Tensor> again = weights("again");
    assertThat(once.keySet()).isEqualTo(again.keySet());
    once.forEach(
        (path, tensor) ->
            assertThat(tensor.values())
                .as(path)
                .containsExactly(again.get(path).values(), Offset.offset(2e-4f)));
  }

  private static List<JsonNode> rounds(String run) throws IOException {
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.path("event").asText().equals("round")) {
        rounds.add(node);
      }
    }
    return rounds;
  }

  @Test
  @Tag("law-4")
  void aRunKilledAfterAPhaseGoesOnToTheSameBits() throws IOException {
    finetune("whole", false);
    Path killed = folder.resolve("killed");
    copy(folder.resolve("whole"), killed);
    Files.delete(killed.resolve("model.keras"));
    FileUtil.fullyDelete(killed.resolve("checkpoints/2-top").toFile());
    String printed = finetune("killed", true);
    assertThat(printed).contains("Epoch 3/4", "Epoch 4/4").doesNotContain("Epoch 1/2", "Epoch 2/2");
    assertThat(killed.resolve("model.keras"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.keras"));
    assertThat(killed.resolve("metrics.jsonl")).exists();
    assertThat(rounds("killed")).hasSameSizeAs(rounds("whole"));
    assertThat(killed.resolve("provenance.json"))
        .hasSameBinaryContentAs(folder.resolve("whole/provenance.json"))
        .content()
        .contains("\"parents\" : [ \"base\" ]", "\"weights\" : ");
  }

  @Test
  void aRunDoesNotGoOnWithOtherRows() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.write(rows, lines().subList(0, 300));
    Files.writeString(
        folder.resolve("rows.yaml"),
        SPEC.formatted(rows)
            .replace("  epochs: 2", "  epochs: 1\n  phases: [{trainable: digit2}]"));
    train(new Prepared.Request(path("rows.yaml"), null, path("rows"), false));
    Files.write(rows, lines().subList(0, 340));
    assertThatThrownBy(
            () -> train(new Prepared.Request(path("rows.yaml"), null, path("rows"), true)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "The training rows are not those that the run began with.", "then: ", "now: ", "fix: ");
  }

  private static List<String> lines() throws IOException {
    try (InputStream packed = Files.newInputStream(Conf.FOLDER.resolve("digits.csv.gz"));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Test
  void theExampleRuns() throws IOException {
    String example =
        Conf.text("digits-finetune.yaml")
            .replace("../runs/digits-mlp", path("base"))
            .replaceAll("epochs: \\d+", "epochs: 1");
    Files.writeString(folder.resolve("example.yaml"), example);
    assertThat(train(new Prepared.Request(path("example.yaml"), null, path("example"), false)))
        .contains("Phase 1/2, head: trains 130 of", "Phase 2/2, top: trains 8,386 of")
        .doesNotContain("Warning");
  }

  @Test
  @Tag("law-5")
  void theHeadAloneLeavesTheBackboneAsItWasByABit() throws IOException {
    Files.writeString(
        folder.resolve("head.yaml"),
        Files.readString(folder.resolve("tuned.yaml"))
            .replace("  epochs: 2", "  epochs: 1\n  phases: [{trainable: digit2}]"));
    train(new Prepared.Request(path("head.yaml"), null, path("head"), false));
    Map<String, Tensor> base = weights("base");
    assertThat(weights("head"))
        .hasSize(8)
        .allSatisfy(
            (name, weight) -> {
              if (!name.startsWith("digit2")) {
                assertThat(weight).isEqualTo(base.get(name));
              }
            });
  }
}
