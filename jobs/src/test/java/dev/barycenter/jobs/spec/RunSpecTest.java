package dev.barycenter.jobs.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.CheckpointSchedule;
import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.RetryPolicy;
import dev.barycenter.driver.RunPolicy;
import dev.barycenter.driver.SegmentLength;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.spec.SpecException;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.device.DeviceChoice;
import dev.barycenter.worker.segment.NonFinitePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a spec may say of training, and what is said of mistakes. */
class RunSpecTest {

  private static final String SMALL =
      """
      model:
        input: [4]
        layers:
          - {type: Dense, name: class, units: 3, activation: softmax}
      training:
        loss: sparse_categorical_crossentropy
      data:
        train: {format: parquet, path: rows}
        inputs: {input: [a, b, c, d]}
        targets: {class: label}
      """;

  /** A listener as a user writes one. */
  public static final class Quiet implements RunListener {
    @Override
    public void on(RunEvent event) {}
  }

  private static RunSpec read(String training, String data) {
    return RunSpec.read(
        "spec.yaml",
        """
        model:
          inputs: {x: [4]}
          layers:
            class: {type: Dense, units: 3, activation: softmax, inputs: x}
            size: {type: Dense, units: 1, inputs: x}
          outputs: [class, size]
        training:
        %s
        data:
          train: {format: parquet, path: rows}
          inputs: {x: [a, b, c, d]}
          targets: {class: label, size: cm}
        %s
        """
            .formatted(training.indent(2).stripTrailing(), data.indent(2).stripTrailing()));
  }

  private static TrainingSpec training(String more) {
    return read("loss: {class: sparse_categorical_crossentropy, size: mse}\n" + more, "")
        .training();
  }

  private static void assertMistake(String training, String data, String message) {
    assertThatThrownBy(
            () ->
                read(
                    "loss: {class: sparse_categorical_crossentropy, size: mse}\n" + training, data))
        .isInstanceOf(SpecException.class)
        .hasMessage("1 problem in spec.yaml:\n  " + message);
  }

  @Test
  void theDefaultsNeedALossOnly() {
    TrainingSpec training = training("");
    assertThat(training.averaging().averaging())
        .isEqualTo(
            new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, WireFormat.FLOAT32));
    assertThat(training.averaging().nonFinite()).isEqualTo(NonFinitePolicy.STOP);
    assertThat(training.localSteps()).isEqualTo(new LocalSteps.Fixed(10));
    assertThat(training.earlyStopping()).isNull();
  }

  @Test
  void theDeviceIsAMatterOfComputing() {
    assertThat(RunSpec.read("spec.yaml", SMALL).compute())
        .isEqualTo(new ComputeSpec(DeviceChoice.AUTO, ComputeType.FLOAT32, true));
    assertThat(RunSpec.read("spec.yaml", SMALL + "compute: {device: gpu}\n").compute().device())
        .isEqualTo(DeviceChoice.GPU);
    assertMistake(
        "device: gpu",
        "",
        "line 9, column 3: training.device: 'device' stands in a section of its own. Write compute: {device: gpu} beside 'training'.");
  }

  @Test
  void everyPhaseMultipliesNumbersOfTheTypeAskedFor() {
    RunSpec spec = RunSpec.read("spec.yaml", SMALL + "compute: {dtype: bfloat16}\n");
    assertThat(spec.compute().dtype()).isEqualTo(ComputeType.BFLOAT16);
    PhaseSpec phase = spec.training().phases().get(0);
    assertThat(phase.plan(spec.training(), spec.compute().dtype()).compute())
        .isEqualTo(ComputeType.BFLOAT16);
  }

  @Test
  void eachOutputHasItsLossMetricsAndWeights() {
    Map<String, Objective> outputs =
        training(
                """
                loss_weights: {class: 0.25}
                metrics: {class: accuracy}
                weighted_metrics: {size: [mae, mse]}
                class_weight: {class: {0: 2, 2: 0.5}}
                """)
            .outputs();
    assertThat(outputs.get("class").weight()).isEqualTo(0.25);
    assertThat(outputs.get("size").weight()).isEqualTo(1);
    assertThat(outputs.get("class").metrics()).extracting(Metric::name).containsExactly("accuracy");
    assertThat(outputs.get("size").weightedMetrics())
        .extracting(Metric::name)
        .containsExactly("mean_absolute_error", "mean_squared_error");
    assertThat(outputs.get("class").classWeights()).isEqualTo(Map.of(0, 2.0, 2, 0.5));
  }

  @Test
  void localStepsAreFixedOrScheduledOrGoByCostOrByTheLoss() {
    assertThat(localSteps("50")).isEqualTo(new LocalSteps.Fixed(50));
    assertThat(localSteps("{2000: 50, 0: 1}"))
        .isEqualTo(
            new LocalSteps.Schedule(
                List.of(new LocalSteps.Stretch(0, 1), new LocalSteps.Stretch(2000, 50))));
    assertThat(localSteps("auto")).isEqualTo(new LocalSteps.CostBound(0.02, 1, 1000));
    assertThat(localSteps("{type: auto, share: 0.1, at_least: 5, at_most: 200}"))
        .isEqualTo(new LocalSteps.CostBound(0.1, 5, 200));
    assertThat(localSteps("{type: adacomm, first: 100}")).isEqualTo(new LocalSteps.Decaying(100));
  }

  private static LocalSteps localSteps(String written) {
    return training("averaging: {local_steps: " + written + "}").localSteps();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mean | MEAN | 1 | 0",
        "{type: mean, learning_rate: 0.5} | MEAN | 0.5 | 0",
        "momentum | MOMENTUM | 1 | 0.9",
        "bmuf | MOMENTUM | 1 | 0.9",
        "{type: slowmo, momentum: 0.6} | MOMENTUM | 1 | 0.6",
        "nesterov | NESTEROV | 0.7 | 0.9",
        "{type: diloco, learning_rate: 0.8} | NESTEROV | 0.8 | 0.9",
      })
  void anOuterStepHasTheDefaultsOfItsPaper(
      String written, OuterStep.Kind kind, float rate, float momentum) {
    assertThat(training("averaging: {outer: " + written + "}").averaging().averaging().outer())
        .isEqualTo(new OuterStep(kind, rate, momentum));
  }

  @Test
  void theRestOfAveragingIsSettable() {
    AveragingSpec averaging =
        training("averaging: {optimizer_state: keep, wire: int8, non_finite: leave_out}")
            .averaging();
    assertThat(averaging.optimizerState()).isEqualTo(OptimizerStatePolicy.KEEP);
    assertThat(averaging.wire()).isEqualTo(WireFormat.INT8);
    assertThat(averaging.nonFinite()).isEqualTo(NonFinitePolicy.LEAVE_OUT);
  }

  @ParameterizedTest
  @CsvSource({
    "class_accuracy, MAX",
    "val_class_accuracy, MAX",
    "val_loss, MIN",
    "size_loss, MIN",
    "val_size_mean_absolute_error, MIN",
  })
  void earlyStoppingAsksForMoreOfWhatIsBetter(String monitor, EarlyStopping.Direction direction) {
    TrainingSpec training =
        read(
                """
                loss: {class: sparse_categorical_crossentropy, size: mse}
                metrics: {class: accuracy, size: mae}
                early_stopping: {monitor: %s, patience: 4, min_delta: 0.01}
                """
                    .formatted(monitor),
                "validation: 0.1")
            .training();
    assertThat(training.earlyStopping()).isEqualTo(new EarlyStopping(monitor, direction, 4, 0.01));
  }

  @Test
  void aRowMayHaveAWeightForEachOutput() {
    assertThat(
            read("loss: {class: sparse_categorical_crossentropy, size: mse}", "weights: {size: w}")
                .data()
                .weights())
        .isEqualTo(Map.of("size", "w"));
  }

  @Test
  void aRunHasSettingsThatDoNotChangeItsResult() {
    RunSettings run =
        RunSpec.read(
                "spec.yaml",
                SMALL
                    + """
                    run:
                      checkpoints: {every: 10m, every_rounds: 500, keep: 5}
                      segment: {time: 500ms}
                      retries: {tries: 3, within: 1h}
                      deadlines: {exchange: 90s, segment: 2h, replacement: 10s, executors: 1d, stop: 1m}
                      listeners: [dev.barycenter.jobs.spec.RunSpecTest$Quiet]
                    """)
            .run();
    assertThat(run.policy())
        .isEqualTo(
            new RunPolicy(
                SegmentLength.about(Duration.ofMillis(500)),
                new RetryPolicy(3, Duration.ofHours(1)),
                new CheckpointSchedule(Duration.ofMinutes(10), 500)));
    assertThat(run.sparkPolicy())
        .isEqualTo(
            new SparkPolicy(
                Duration.ofSeconds(90),
                Duration.ofHours(2),
                Duration.ofSeconds(10),
                Duration.ofDays(1)));
    assertThat(run.deadlines().stop()).isEqualTo(Duration.ofMinutes(1));
    assertThat(run.checkpoints().keep()).isEqualTo(5);
    assertThat(Listeners.create(run.listeners().get(0))).isInstanceOf(Quiet.class);
  }

  @Test
  void withoutTheSectionARunHasTheDefaults() {
    RunSettings run = RunSpec.read("spec.yaml", SMALL).run();
    assertThat(run.policy())
        .isEqualTo(
            new RunPolicy(SegmentLength.DEFAULT, RetryPolicy.DEFAULT, CheckpointSchedule.DEFAULT));
    assertThat(run.sparkPolicy()).isEqualTo(SparkPolicy.DEFAULT);
    assertThat(run.checkpoints().keep()).isEqualTo(3);
  }

  @Test
  void layoutCommentsNameAndRunAreNoPartOfWhatTheResultDependsOn() {
    String same =
        "name: other\n" + SMALL.replace(", path", ",  path") + "run: {segment: {rounds: 1}}\n";
    assertThat(RunSpec.result("spec.yaml", same)).isEqualTo(RunSpec.result("spec.yaml", SMALL));
    assertThat(RunSpec.result("spec.yaml", SMALL.replace("units: 3", "units: 4")))
        .isNotEqualTo(RunSpec.result("spec.yaml", SMALL));
  }

  @Test
  void mistakesInTheSettingsOfARun() {
    assertRunMistake(
        "checkpoints: {keep: 1}",
        "line 11, column 7: run.checkpoints: 'keep' is 1: expected at least 2, one to fall back to.");
    assertRunMistake(
        "checkpoints: {every: 10}",
        "line 11, column 21: run.checkpoints.every: Found 10: expected a time such as 90s, 10m or 1h.");
    assertRunMistake(
        "checkpoints: {every_rounds: 0}",
        "line 11, column 7: run.checkpoints: Checkpoints every 0 rounds; expected at least 1.");
    assertRunMistake(
        "segment: {rounds: 1, time: 2s}",
        "line 11, column 7: run.segment: Found 'time' and 'rounds': give one of them.");
    assertRunMistake(
        "retries: {tries: -1}",
        "line 11, column 7: run.retries: A retry policy of -1 tries within PT10M; neither is negative.");
    assertRunMistake(
        "deadlines: {exchanges: 1m}",
        "line 11, column 19: run.deadlines.exchanges: Unknown argument 'exchanges' of deadlines. Did you mean 'exchange'?");
    assertRunMistake(
        "listeners: [org.example.Mine]",
        "line 11, column 7: run.listeners: There is no class 'org.example.Mine'. Put its jar on the driver's class path: ./barycenter --jars FILE train …");
    assertRunMistake(
        "listeners: [java.lang.String]",
        "line 11, column 7: run.listeners: The class 'java.lang.String' is no dev.barycenter.driver.event.RunListener. Implement that interface.");
  }

  private static void assertRunMistake(String run, String message) {
    assertThatThrownBy(() -> RunSpec.read("spec.yaml", SMALL + "run: {" + run + "}\n"))
        .isInstanceOf(SpecException.class)
        .hasMessage("1 problem in spec.yaml:\n  " + message);
  }

  @Test
  void mistakesInAveraging() {
    assertMistake(
        "averaging: {local_steps: 0}",
        "",
        "line 9, column 15: training.averaging.local_steps: A round of 0 local steps; expected at least 1.");
    assertMistake(
        "averaging: {local_steps: autos}",
        "",
        "line 9, column 15: training.averaging.local_steps: Unknown choice of local steps 'autos'. Did you mean 'Auto'?");
    assertMistake(
        "averaging: {local_steps: {type: auto, shares: 0.1}}",
        "",
        "line 9, column 41: training.averaging.local_steps.shares: Unknown argument 'shares' of Auto. Did you mean 'share'?");
    assertMistake(
        "averaging: {local_steps: {ten: 1}}",
        "",
        "line 9, column 15: training.averaging.local_steps: Found the global step 'ten': expected whole numbers with local steps each, such as {0: 1, 2000: 50}.");
    assertMistake(
        "averaging: {outer: {type: nesterov, momentum: 1}}",
        "",
        "line 9, column 15: training.averaging.outer: The momentum of a NESTEROV outer step was 1.0; expected 0 for MEAN, else a number in [0, 1).");
    assertMistake(
        "averaging: {wire: float16}",
        "",
        "line 9, column 15: training.averaging.wire: Found 'float16'. Did you mean 'bfloat16'?");
    assertMistake(
        "averaging: {optimizer_state: avg}",
        "",
        "line 9, column 15: training.averaging.optimizer_state: Found 'avg'. Known are: average, reset, keep.");
    assertMistake(
        "averaging: {non_finite: skip}",
        "",
        "line 9, column 15: training.averaging.non_finite: Found 'skip'. Known are: stop, leave_out.");
  }

  @Test
  void mistakesInEarlyStopping() {
    assertMistake(
        "early_stopping: {monitor: val_size_los}",
        "validation: 0.1",
        "line 9, column 20: training.early_stopping.monitor: There is no number 'val_size_los'. Did you mean 'val_size_loss'?");
    assertMistake(
        "early_stopping: {}",
        "",
        "line 9, column 3: training.early_stopping: Early stopping watches 'val_loss', but there are no validation rows. Write validation: 0.1 under data, or monitor: loss.");
  }

  @Test
  void mistakesOfOutputsAreReportedWithThoseOfOtherSettings() {
    assertThatThrownBy(
            () ->
                RunSpec.read(
                    "spec.yaml",
                    SMALL.replace(
                        "loss: sparse_categorical_crossentropy",
                        "loss: msee\n  metrics: acuracy\n  epochs: 0")))
        .hasMessage(
            """
            3 problems in spec.yaml:
              line 5, column 1: training: 'epochs' is 0: expected at least 1.
              line 6, column 3: training.loss: Unknown loss 'msee'. Did you mean 'mse'?
              line 7, column 3: training.metrics: Unknown metric 'acuracy'. Did you mean 'Accuracy'?""");
  }

  @Test
  void aLossForProbabilitiesOnALinearOutputIsAWarning() {
    assertThat(RunSpec.read("spec.yaml", SMALL).warnings()).isEmpty();
    assertThat(RunSpec.read("spec.yaml", SMALL.replace(", activation: softmax", "")).warnings())
        .containsExactly(
            "Output 'class': sparse_categorical_crossentropy wants probabilities, but the output has activation linear. Use activation softmax, or from_logits: true.");
  }

  @Test
  void mistakesInWeights() {
    assertMistake(
        "class_weight: {class: {3: 2}}",
        "",
        "line 9, column 18: training.class_weight.class: There is no class 3: the output has shape (3,). Classes count from 0.");
    assertMistake(
        "",
        "weights: {sizes: w}",
        "line 13, column 13: data.weights.sizes: 'sizes' is not an output with a loss. Did you mean 'size'?");
  }
}
