package dev.barycenter.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.Watermark;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.registry.Version;
import dev.barycenter.jobs.registry.Version.Holdout;
import dev.barycenter.jobs.registry.Version.Rows;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ParentTest {
  private static final String SPEC =
      """
      model:
        input: [2]
        layers: [{type: Dense, name: y, units: 1}]
      training: {loss: mse, seed: 1}
      data:
        train: {format: csv, path: rows.csv}
        test: 0.2
        inputs: {input: [a, b]}
        targets: {y: c}
      retrain: {watermark: day}
      """;
  private static final String COLUMNS = "day INT,a INT,b INT,c INT";

  private static final Registry REGISTRY = Registry.open("/models", new Configuration());

  private static void require(String from, String to, String columns) {
    Parent parent =
        new Parent(
            new Version(
                3,
                null,
                true,
                "",
                new Rows(null, new Watermark("day", "int", "4"), 9, 0, "7", COLUMNS),
                new Holdout(9, "", new TreeMap<>(), null),
                new TreeMap<>()),
            new TrainedRun(RunSpec.read("then.yaml", SPEC), Map.of(), null));
    RunSpec spec = RunSpec.read("now.yaml", SPEC.replace(from, to));
    parent.require(spec, Objects.requireNonNull(spec.retrain()), columns, REGISTRY);
  }

  private static void refused(String from, String to, String problem) {
    assertThatThrownBy(() -> require(from, to, COLUMNS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            The spec does not go with version 3 of '/models', which serves:
              %s
              fix: take the spec of that version, /models/versions/3/spec.yaml, as a pattern, or begin another registry.\
            """
                .formatted(problem));
  }

  @Test
  void theSameSpecGoesOnAlsoWithOtherEpochsAndOtherRows() {
    assertThatCode(() -> require("", "", COLUMNS)).doesNotThrowAnyException();
    assertThatCode(() -> require("seed: 1", "seed: 1, epochs: 9", COLUMNS))
        .doesNotThrowAnyException();
    assertThatCode(() -> require("path: rows.csv", "path: more/", COLUMNS))
        .doesNotThrowAnyException();
  }

  @Test
  void whatTheWeightsOrThePreprocessingDoNotFitIsRefused() {
    refused(
        "name: y,", "name: y, use_bias: false,", "model: its weights have other names or shapes");
    refused("[a, b]", "[b, a]", "data.inputs, data.targets: the columns are others");
    refused(
        "  inputs",
        "  preprocess: [{type: Imputer, columns: a}]\n  inputs",
        "data.preprocess: the stages are others, but those of the version are used");
    refused("watermark: day", "watermark: a", "retrain.watermark: it was 'day'");
  }

  @Test
  void whatWouldHoldOutRowsThatTheVersionHasSeenIsRefused() {
    refused("test: 0.2", "test: 0.3", "data.test: 0.3 of the rows, then 0.2");
    refused("seed: 1", "seed: 2", "training.seed: 2 draws other rows for data.test than 1 did");
    assertThatThrownBy(() -> require("", "", "day INT,a DOUBLE,b INT,c INT"))
        .hasMessageContaining(
            """
              data.train: the columns draw other rows for data.test (hold out by a condition, or keep them):
                now:  day INT,a DOUBLE,b INT,c INT
                then: day INT,a INT,b INT,c INT
            """);
    assertThatCode(
            () -> require("test: 0.2", "test: {format: csv, path: test.csv}", "other STRING"))
        .hasMessageContaining("data.test: 0.0 of the rows, then 0.2");
  }
}
