package dev.barycenter.worker.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.worker.exchange.Arena;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("an averaging")
class AveragingLawsTest {

  static Stream<Averaging> averagings() {
    return Stream.of(WireFormat.values())
        .flatMap(
            wire ->
                Stream.of(
                        OuterStep.mean(),
                        OuterStep.momentum(1.1, 0.6),
                        OuterStep.nesterov(0.7, 0.9))
                    .map(outer -> new Averaging(outer, OptimizerStatePolicy.AVERAGE, wire)));
  }

  @ParameterizedTest
  @Tag("law-3")
  @MethodSource("averagings")
  void hasTheSameBitsForAnyNumberOfTasksAndOwners(Averaging averaging) {
    for (int replicas : List.of(1, 2, 5, 8)) {
      ModelState expected = twoRounds(averaging, replicas, 1, 1);
      for (int tasks = 1; tasks <= Math.min(5, replicas); tasks++) {
        assertThat(twoRounds(averaging, replicas, tasks, tasks)).isEqualTo(expected);
        assertThat(twoRounds(averaging, replicas, tasks, 1)).isEqualTo(expected);
      }
    }
  }

  /** Two rounds, so that velocities and residuals of the first act in the second. */
  private static ModelState twoRounds(Averaging averaging, int replicas, int tasks, int owners) {
    Round round = new Round(averaging, replicas, 3);
    ModelState first = round.average(round.plan.initial(Round.initial()), tasks, owners);
    return round.average(first, tasks, owners);
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void movesToTheMeanWeightedByExamples(WireFormat wire) {
    Round round = round(wire, 5);
    ModelState next = round.average(round.plan.initial(Round.initial()), 2, 2);
    FloatBuffer weights = Round.initial();
    round.plan.packing().unpack(next.weights(), weights);
    // Deltas are below 0.06: half a unit in the last place of bfloat16, of int8, twice each.
    double error =
        switch (wire) {
          case FLOAT32 -> 3e-8;
          case BFLOAT16 -> 2 * 0.06 / 512;
          case INT8 -> 2 * 0.06 / 254;
        };
    for (int i = 0; i < Round.TRAINABLE / 2; i += 7) {
      assertThat((double) weights.get(i)).isCloseTo(round.mean(i), within(error));
    }
  }

  private static Round round(WireFormat wire, int replicas) {
    return new Round(
        new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, wire), replicas, 11);
  }

  @Test
  @Tag("law-5")
  void leavesFrozenParametersAlone() {
    Round round = round(WireFormat.FLOAT32, 3);
    FloatBuffer weights = Round.initial();
    round
        .plan
        .packing()
        .unpack(round.average(round.plan.initial(weights), 1, 1).weights(), weights);
    for (int i = Round.TRAINABLE / 2; i < Round.TRAINABLE / 2 + 100; i++) {
      assertThat(weights.get(i)).isEqualTo(Round.initial().get(i));
    }
  }

  @Test
  void addsTheSpreadOfTheMeansToTheMeanOfTheVariances() {
    Round round = round(WireFormat.FLOAT32, 4);
    FloatBuffer weights = Round.initial();
    round
        .plan
        .packing()
        .unpack(round.average(round.plan.initial(weights), 2, 2).weights(), weights);
    int means = Round.TRAINABLE / 2 + 100;
    int variances = means + Round.STATISTICS + 50;
    for (int i = 0; i < Round.STATISTICS; i++) {
      double mean = round.mean(means + i);
      double spread = 0;
      double total = 0;
      for (int r = 0; r < 4; r++) {
        double away = round.replicas.get(r).get(means + i) - mean;
        spread += round.examples[r] * away * away;
        total += round.examples[r];
      }
      double variance = round.mean(variances + i) + spread / total;
      assertThat((double) weights.get(means + i)).isCloseTo(mean, within(3e-8));
      assertThat((double) weights.get(variances + i)).isCloseTo(variance, within(5e-7));
    }
  }

  @Test
  void withoutOneReplicaIsTheAveragingOfTheOthers() {
    Round round = round(WireFormat.FLOAT32, 3);
    round.examples[1] = 0;
    round.replicas.get(1).put(7, Float.NaN);
    FloatBuffer weights = Round.initial();
    round
        .plan
        .packing()
        .unpack(round.average(round.plan.initial(weights), 3, 3).weights(), weights);
    assertThat((double) weights.get(7)).isCloseTo(round.mean(7), within(3e-8));
  }

  @Test
  void leavesOutAReplicaThatIsNotFiniteAndNamesTheSlice() {
    Round round = round(WireFormat.INT8, 3);
    round.replicas.get(1).put(7, Float.NaN);
    WorkingState start = new WorkingState(round.plan.initial(Round.initial()));
    Contribution contribution = new Contribution(round.plan, new Range(0, 3), 1, new Arena());
    Drift drift = null;
    for (int r = 0; r < 2; r++) {
      drift =
          contribution.add(
              r, 64, 5, round.replicas.get(r), round.optimizers.get(r), start, round.residuals[r]);
    }
    assertThat(drift).isNotNull();
    assertThat(drift.notFinite()).isEqualTo("a");
    assertThat(contribution.messages()[0].getLong(16)).isZero();
    assertThat(round.residuals[1]).containsOnly(0);
  }

  @Test
  void measuresHowFarEachLayerMoved() {
    Round round = round(WireFormat.FLOAT32, 2);
    Contribution contribution = new Contribution(round.plan, new Range(0, 2), 3, new Arena());
    Drift drift =
        contribution.add(
            0,
            64,
            5,
            round.replicas.get(0),
            round.optimizers.get(0),
            new WorkingState(round.plan.initial(Round.initial())),
            round.residuals[0]);
    double squares = 0;
    for (int i = 0; i < Round.TRAINABLE / 2; i++) {
      double moved = round.replicas.get(0).get(i) - Round.initial().get(i);
      squares += moved * moved;
    }
    assertThat(drift.byLayer()).containsOnlyKeys("a", "b");
    assertThat(drift.byLayer().get("a")).isCloseTo(Math.sqrt(squares), within(1e-9));
  }

  @Test
  void averagesTheOptimizerStateAndTakesItsGreatestStepCounter() {
    Round round = round(WireFormat.FLOAT32, 2);
    ModelState next = round.average(round.plan.initial(Round.initial()), 2, 2);
    double a = round.optimizers.get(0).get(5);
    double b = round.optimizers.get(1).get(5);
    double mean =
        (round.examples[0] * a + round.examples[1] * b) / (round.examples[0] + round.examples[1]);
    assertThat((double) next.optimizer().array()[5]).isCloseTo(mean, within(1e-9));
    assertThat(next.optimizerSteps()).isEqualTo(5);
  }

  /** What was sent in all rounds, and what is still kept, is what was meant in all rounds. */
  @Test
  void errorFeedbackTelescopes() {
    Round round = round(WireFormat.INT8, 2);
    Round exact = round(WireFormat.FLOAT32, 2);
    ModelState sent = round.plan.initial(Round.initial());
    double[] meant = new double[Round.TRAINABLE];
    for (int r = 0; r < 20; r++) {
      ModelState before = sent;
      ModelState mean = exact.average(before, 1, 1);
      for (int i = 0; i < meant.length; i++) {
        meant[i] += (double) mean.weights().array()[i] - before.weights().array()[i];
      }
      sent = round.average(before, 1, 1);
    }
    long total = round.examples[0] + round.examples[1];
    float[] initial = round.plan.initial(Round.initial()).weights().array();
    for (int i = 0; i < meant.length; i += 7) {
      double kept =
          (round.examples[0] * (double) round.residuals[0][i]
                  + round.examples[1] * (double) round.residuals[1][i])
              / total;
      double moved = (double) sent.weights().array()[i] - initial[i];
      double left = kept + sent.residual().array()[i];
      assertThat(moved + left).isCloseTo(meant[i], within(1e-6));
    }
  }

  @Test
  void keepsWhatIsLeftOfAReplicaThatSawNothing() {
    Round round = round(WireFormat.INT8, 2);
    ModelState first = round.average(round.plan.initial(Round.initial()), 1, 1);
    float[] left = round.residuals[1].clone();
    Contribution contribution = new Contribution(round.plan, new Range(1, 2), 1, new Arena());
    contribution.add(
        1,
        0,
        5,
        round.replicas.get(1),
        round.optimizers.get(1),
        new WorkingState(first),
        round.residuals[1]);
    assertThat(round.residuals[1]).isEqualTo(left);
    assertThat(contribution.messages()[0].getLong(0)).isZero();
  }
}
