package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.inference.Predictor;
import dev.barycenter.graph.keras.KerasModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands on a model of two inputs and two outputs, with good and bad rows: training,
 * validation, evaluation and prediction treat them alike.
 */
@Timeout(120)
class RowsIT {
  private static final Offset<Float> CLOSE = within(1e-5f);
  private static final String SPEC =
      """
      name: pairs
      model:
        inputs: {left: [2], right: [1]}
        layers:
          code: {type: Dense, units: 3, activation: tanh, inputs: left}
          both: {type: Concatenate, inputs: [code, right]}
          kind: {type: Dense, units: 2, activation: softmax, inputs: both}
          size: {type: Dense, units: 1, inputs: both}
        outputs: [kind, size]
      training:
        loss: {kind: sparse_categorical_crossentropy, size: mse}
        metrics: {kind: [accuracy]}
        epochs: 2
        batch_size: 8
      data:
        train: {format: csv, path: train.csv}
        validation: {format: csv, path: '%s'}
        test: {where: "part = 'test'"}
        inputs: {left: [a, b], right: c}
        targets: {kind: kind, size: size}
        bad_rows: %s
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void train() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Random random = new Random(1);
    Files.writeString(
        folder.resolve("train.csv"), rows(random, 60) + "60,x,1,1,0,1,train\n61,1,,1,0,1,test\n");
    Files.writeString(folder.resolve("good.csv"), rows(random, 10));
    Files.writeString(
        folder.resolve("bad.csv"), rows(random, 10) + "10,1,1,NaN,0,1,\n11,1,1,1,2,1,\n");
    Files.writeString(folder.resolve("bad.jsonl"), json(random, 10) + "{\"id\":10,\"a\":1}\n");
    Files.writeString(folder.resolve("skip.yaml"), SPEC.formatted("bad.csv", "skip"));
    Files.writeString(
        folder.resolve("fail.yaml"),
        SPEC.formatted("bad.csv", "fail").replace("train.csv", "good.csv"));
    String printed = done("train", path("skip.yaml"), "--run", path("skip"));
    assertThat(printed)
        .contains(
            "1 training rows were skipped",
            "2 validation rows were skipped",
            "1 test rows were skipped");
  }

  @AfterAll
  static void stop() {
    System.clearProperty("spark.master");
  }

  private static String rows(Random random, int count) {
    StringBuilder rows = new StringBuilder("id,a,b,c,kind,size,part\n");
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      rows.append(
          String.format(
              Locale.ROOT,
              "%d,%.3f,%.3f,%.3f,%d,%.3f,%s%n",
              i,
              a,
              b,
              a - b,
              a > b ? 1 : 0,
              a + b,
              i % 5 == 0 ? "test" : "train"));
    }
    return rows.toString();
  }

  private static String json(Random random, int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"id\":%d,\"a\":%.3f,\"b\":%.3f,\"c\":0.5,\"kind\":1,\"size\":2}%n",
              i,
              random.nextGaussian(),
              random.nextGaussian()));
    }
    return rows.toString();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String done(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String mistake(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(err, true), arguments)).isEqualTo(ExitCode.MISTAKE);
    return err.toString();
  }

  private static List<JsonNode> lines(String output) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      List<Path> parts = files.filter(f -> f.toString().endsWith(".json")).toList();
      List<JsonNode> rows = new java.util.ArrayList<>();
      for (Path part : parts) {
        for (String line : Files.readAllLines(part)) {
          rows.add(new ObjectMapper().readTree(line));
        }
      }
      return rows;
    }
  }

  @Test
  void predictionsOfEveryOutputStandBesideTheKeysOfTheirRows() throws IOException {
    String printed =
        done(
            "predict",
            path("skip"),
            "--data",
            path("bad.jsonl"),
            "--data-format",
            "json",
            "--out",
            path("predictions"),
            "--format",
            "json");
    assertThat(printed).contains("1 rows were skipped");
    List<JsonNode> rows = lines("predictions");
    assertThat(rows)
        .extracting(r -> r.path("id").asInt())
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    try (Predictor inOneProcess = Predictor.load(folder.resolve("skip/model.keras"))) {
      for (JsonNode row : rows) {
        assertThat(row.has("_corrupt_record")).isFalse();
        Map<String, float[][]> expected = inOneProcess.predict(inputs(row));
        assertThat(numbers(row.path("kind_prediction")))
            .containsExactly(expected.get("kind")[0], CLOSE);
        assertThat((float) row.path("size_prediction").asDouble())
            .isCloseTo(expected.get("size")[0][0], CLOSE);
      }
    }
  }

  private static Map<String, float[][]> inputs(JsonNode row) {
    float a = (float) row.path("a").asDouble();
    float b = (float) row.path("b").asDouble();
    float c = (float) row.path("c").asDouble();
    return Map.of("left", new float[][] {{a, b}}, "right", new float[][] {{c}});
  }

  private static float[] numbers(JsonNode list) {
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) list.get(i).asDouble();
    }
    return numbers;
  }

  @Test
  void aLayerInsideGivesItsEmbeddings() throws IOException {
    done(
        "predict",
        path("skip"),
        "--data",
        path("good.csv"),
        "--layer",
        "code",
        "--out",
        path("codes"),
        "--format",
        "json");
    List<JsonNode> rows = lines("codes");
    assertThat(rows).hasSize(10);
    KerasModel saved = KerasModel.read(folder.resolve("skip/model.keras"));
    Model part =
        saved
            .model()
            .part("code", List.of(new Model.Output("code", Model.Ref.to("code"))), Map.of());
    Map<String, float[]> weights = new HashMap<>();
    part.weights().keySet().forEach(w -> weights.put(w, saved.weights().get(w).values()));
    try (Predictor code = Predictor.of(part, weights)) {
      for (JsonNode row : rows) {
        Map<String, float[][]> left = Map.of("left", inputs(row).get("left"));
        assertThat(numbers(row.path("code_prediction")))
            .containsExactly(code.predict(left).get("code")[0], CLOSE);
      }
    }
    assertThat(
            mistake(
                "predict",
                path("skip"),
                "--data",
                path("good.csv"),
                "--layer",
                "cod",
                "--out",
                path("no")))
        .contains("The model has no layer 'cod'. Did you mean 'code'?");
  }

  @Test
  void anEvaluationCountsWhatItLeavesOut() throws IOException {
    String printed =
        done("evaluate", path("skip"), "--data", path("bad.csv"), "--out", path("found"));
    assertThat(printed).contains("On 10 examples:", "2 rows were skipped");
    JsonNode found = new ObjectMapper().readTree(folder.resolve("found/evaluation.json").toFile());
    assertThat(found.path("examples").asInt()).isEqualTo(10);
    assertThat(found.path("skipped").asInt()).isEqualTo(2);
    assertThat(found.at("/regressions/size/errors/rmse").asDouble())
        .isCloseTo(Math.sqrt(found.at("/metrics/size_loss").asDouble()), within(1e-5));
    double residuals = 0;
    for (JsonNode count : found.at("/regressions/size/residuals/counts")) {
      residuals += count.asDouble();
    }
    assertThat(residuals).isEqualTo(10);
    assertThat(folder.resolve("found/size-residuals.svg")).exists();
    assertThat(folder.resolve("found/kind-confusion.svg")).exists();
  }

  @Test
  void aBadValidationRowEndsTheTrainingWithItsFileAndNumber() {
    assertThat(mistake("train", path("fail.yaml"), "--run", path("fail")))
        .startsWith("Column 'c' holds NaN: expected a finite number.")
        .contains("bad.csv, row 11", "row: 10,1.0,1.0,NaN,0,1.0", "bad rows: 2 of 12", "fix: ");
    assertThat(folder.resolve("fail")).doesNotExist();
  }

  @Test
  void aBadRowEndsPredictionsAndEvaluationsToo() throws IOException {
    Path strict = folder.resolve("strict");
    Files.createDirectories(strict);
    Files.copy(folder.resolve("skip/model.keras"), strict.resolve("model.keras"));
    Files.writeString(
        strict.resolve("spec.yaml"),
        Files.readString(folder.resolve("skip/spec.yaml"))
            .replace("bad_rows: skip", "bad_rows: fail"));
    assertThat(mistake("evaluate", strict.toString(), "--data", path("bad.csv")))
        .startsWith("Column 'c' holds NaN")
        .contains("bad.csv, row 11");
    assertThat(
            mistake(
                "predict",
                strict.toString(),
                "--data",
                path("bad.jsonl"),
                "--data-format",
                "json",
                "--out",
                path("none")))
        .startsWith("Column 'b' holds nothing")
        .contains("bad.jsonl, row 11");
    assertThat(folder.resolve("none")).doesNotExist();
    assertThat(
            mistake(
                "predict",
                strict.toString(),
                "--data",
                path("x"),
                "--data-format",
                "xls",
                "--out",
                path("none")))
        .startsWith("--data-format: 'format' is 'xls': expected one of csv, parquet,");
  }
}
