package dev.barycenter.jobs.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.spec.SpecException;
import dev.barycenter.graph.training.optimizer.Adam;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetrainSpecTest {
  private static final String SPEC =
      """
      model:
        input: [2]
        layers: [{type: Dense, name: y, units: 1, activation: sigmoid}]
      training: {loss: binary_crossentropy, metrics: [accuracy], epochs: 7, optimizer: {type: Adam, learning_rate: 0.01, beta_1: 0.8}}
      data:
        train: {format: csv, path: rows.csv}
        test: 0.2
        inputs: {input: [a, b]}
        targets: {y: c}
      """;

  private static RunSpec read(String retrain) {
    return RunSpec.read("spec.yaml", SPEC + retrain);
  }

  @Test
  void theLossIsWhatCountsIfNothingElseIsSaid() {
    RetrainSpec retrain = read("retrain: {watermark: day}\n").retrain();
    assertThat(retrain).isEqualTo(new RetrainSpec("day", 0, new Gate("loss", false, 0), null));
    assertThat(read("").retrain()).isNull();
  }

  @Test
  void ofAMetricMoreOrLessIsBetterAsTheMetricSaysOrTheSpec() {
    assertThat(read("retrain: {watermark: day, gate: {metric: accuracy, min_delta: 0.01}}\n"))
        .extracting(spec -> Objects.requireNonNull(spec.retrain()).gate())
        .isEqualTo(new Gate("accuracy", true, 0.01));
    assertThat(read("retrain: {watermark: day, gate: {metric: accuracy, mode: min}}\n"))
        .extracting(spec -> Objects.requireNonNull(spec.retrain()).gate())
        .isEqualTo(new Gate("accuracy", false, 0));
  }

  @Test
  void aRetrainingMayHaveEpochsAndALearningRateOfItsOwn() {
    RunSpec spec = read("retrain: {watermark: day, epochs: 2, learning_rate: 0.001}\n");
    assertThat(spec.training().phases().get(0).epochs()).isEqualTo(7);
    RunSpec retraining = spec.retraining();
    assertThat(retraining.training().phases())
        .singleElement()
        .satisfies(
            phase -> {
              assertThat(phase.epochs()).isEqualTo(2);
              Adam adam = (Adam) phase.optimizer();
              assertThat(adam.learningRate().rate(0)).isEqualTo(0.001);
              assertThat(adam.beta1()).isEqualTo(0.8);
            });
    assertThat(RunSpec.read("spec.yaml", retraining.text()).training())
        .isEqualTo(retraining.training());
    RunSpec same = read("retrain: {watermark: day}\n");
    assertThat(same.retraining()).isSameAs(same);
  }

  @Test
  void theSectionIsNoPartOfWhatTheResultDependsOn() {
    assertThat(RunSpec.result("spec.yaml", SPEC + "retrain: {watermark: day}\n"))
        .isEqualTo(RunSpec.result("spec.yaml", SPEC));
  }

  @Test
  void mistakes() {
    assertMistake(
        "retrain: {watermark: day, replay: 20}\n",
        "line 10, column 1: retrain: 'replay' is 20.0: expected a share of the older rows, from 0"
            + " to 1.");
    assertMistake(
        "retrain: {replay: 0.1}\n",
        "line 10, column 1: retrain: retrain needs the argument 'watermark' (a text).");
    assertMistake(
        "retrain: {watermark: day, epochs: 0}\n",
        "line 10, column 1: retrain: 'epochs' is 0: expected at least 1.");
    assertMistake(
        "retrain: {watermark: day, gate: {metric: acuracy}}\n",
        "line 10, column 34: retrain.gate.metric: There is no number 'acuracy'. Did you mean"
            + " 'accuracy'?");
    assertThatThrownBy(
            () ->
                RunSpec.read(
                    "spec.yaml", SPEC.replace("  test: 0.2\n", "") + "retrain: {watermark: day}\n"))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            1 problem in spec.yaml:
              line 9, column 1: retrain: Versions are compared on rows that training never sees, and there are none. Write test: 0.2 under data.\
            """);
  }

  private static void assertMistake(String retrain, String message) {
    assertThatThrownBy(() -> read(retrain))
        .isInstanceOf(SpecException.class)
        .hasMessage("1 problem in spec.yaml:\n  " + message);
  }
}
