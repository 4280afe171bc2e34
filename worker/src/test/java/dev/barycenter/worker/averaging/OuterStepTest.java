package dev.barycenter.worker.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("an outer step")
class OuterStepTest {

  private final float[] weights = {1, -2};
  private final float[] velocity = {0, 0.5f};

  private float[] apply(OuterStep step, float... deltas) {
    step.apply(weights, velocity, deltas, 2);
    return deltas;
  }

  @Test
  void ofTheMeanAddsTheMeanDelta() {
    assertThat(apply(OuterStep.mean(), 0.25f, -1)).containsExactly(1.25f, -3);
  }

  @Test
  void ofMomentumCarriesTheLastMoveOn() {
    // v = 0.5 * (0, 0.5) + 2 * (0.25, -1) = (0.5, -1.75)
    assertThat(apply(OuterStep.momentum(2, 0.5), 0.25f, -1)).containsExactly(1.5f, -3.75f);
    assertThat(velocity).containsExactly(0.5f, -1.75f);
  }

  @Test
  void ofNesterovLooksAhead() {
    // v = 0.5 * (0, 0.5) + (0.25, -1) = (0.25, -0.75); w + 2 * (d + 0.5 * v)
    assertThat(apply(OuterStep.nesterov(2, 0.5), 0.25f, -1)).containsExactly(1.75f, -4.75f);
    assertThat(velocity).containsExactly(0.25f, -0.75f);
  }

  @Test
  void withRateOneAndNoMomentumIsTheMean() {
    float[] mean = apply(OuterStep.mean(), 0.1f, 0.7f);
    assertThat(apply(OuterStep.momentum(1, 0), 0.1f, 0.7f)).isEqualTo(mean);
    assertThat(apply(OuterStep.nesterov(1, 0), 0.1f, 0.7f)).isEqualTo(mean);
  }

  @Test
  void bringsAVelocityThatDiesOutToZero() {
    for (int round = 0; round < 200; round++) {
      apply(OuterStep.momentum(1, 0.5), 0, 0);
    }
    assertThat(velocity).containsExactly(0, 0);
  }

  @Test
  void rejectsARateThatDoesNotMove() {
    assertThatThrownBy(() -> OuterStep.nesterov(0, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The rate of an outer step is positive, but was 0.0; 1 is plain averaging.");
  }

  @Test
  void rejectsAMomentumThatNeverEnds() {
    assertThatThrownBy(() -> OuterStep.momentum(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The momentum of a MOMENTUM outer step was 1.0; expected 0 for MEAN, else a number in [0, 1).");
  }
}
