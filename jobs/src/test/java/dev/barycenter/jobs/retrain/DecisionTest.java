package dev.barycenter.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.jobs.spec.Gate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final Gate MORE = new Gate("accuracy", true, 0.01);
  private static final Gate LESS = new Gate("loss", false, 0);

  private static Decision decision(Gate gate, double number, double serving) {
    return Decision.between(gate, Map.of(gate.metric(), number), 7, Map.of(gate.metric(), serving));
  }

  @Test
  void betterIsMoreOfAnAccuracyByMoreThanTheDelta() {
    assertThat(decision(MORE, 0.93, 0.91))
        .isEqualTo(
            new Decision(
                true, "accuracy 0.9300 is better than 0.9100 of version 7 by more than 0.01"));
    assertThat(decision(MORE, 0.915, 0.91).passed()).isFalse();
    assertThat(decision(MORE, 0.8, 0.91).passed()).isFalse();
  }

  @Test
  void betterIsLessOfALoss() {
    assertThat(decision(LESS, 0.5, 0.6))
        .isEqualTo(new Decision(true, "loss 0.5000 is better than 0.6000 of version 7"));
    assertThat(decision(LESS, 0.6, 0.6))
        .isEqualTo(new Decision(false, "loss 0.6000 is not better than 0.6000 of version 7"));
  }

  @Test
  void aDeltaBelowZeroLetsALittleWorsePass() {
    Gate lenient = new Gate("loss", false, -0.05);
    assertThat(decision(lenient, 0.64, 0.6).passed()).isTrue();
    assertThat(decision(lenient, 0.66, 0.6).passed()).isFalse();
  }

  @Test
  void whatIsNoNumberNeverPassesAndIsNeverInTheWay() {
    assertThat(decision(LESS, Double.NaN, 0.6).passed()).isFalse();
    assertThat(decision(LESS, Double.NEGATIVE_INFINITY, 0.6).passed()).isFalse();
    assertThat(decision(LESS, 0.9, Double.NaN).passed()).isTrue();
    assertThat(Decision.first(LESS, Map.of("loss", Double.NaN)))
        .isEqualTo(new Decision(false, "loss is NaN"));
    assertThat(Decision.first(LESS, Map.of("loss", 9.0)).passed()).isTrue();
  }
}
