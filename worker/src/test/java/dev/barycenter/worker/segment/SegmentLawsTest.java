package dev.barycenter.worker.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("a segment")
class SegmentLawsTest {

  static Stream<Averaging> averagings() {
    return Stream.of(
        Averaging.PLAIN,
        new Averaging(OuterStep.nesterov(0.7, 0.9), OptimizerStatePolicy.KEEP, WireFormat.FLOAT32),
        new Averaging(OuterStep.momentum(1, 0.5), OptimizerStatePolicy.RESET, WireFormat.BFLOAT16),
        new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, WireFormat.BFLOAT16),
        new Averaging(OuterStep.nesterov(0.7, 0.9), OptimizerStatePolicy.KEEP, WireFormat.INT8),
        new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, WireFormat.INT8));
  }

  @ParameterizedTest
  @Tag("law-3")
  @MethodSource("averagings")
  void hasTheSameBitsOnAnyNumberOfTasksAndByTheDriver(Averaging averaging) {
    for (int replicas : List.of(1, 2, 4, 5, 8)) {
      Regression regression = new Regression(averaging, replicas, 3, true, 0.2f);
      SegmentOutcome expected = regression.run(2, 1, 1000);
      for (int tasks = 1; tasks <= Math.min(4, replicas); tasks++) {
        assertSame(expected, regression.run(2, tasks, 1000));
        assertSame(expected, regression.runPlain(2, tasks));
      }
    }
  }

  @ParameterizedTest
  @Tag("law-3")
  @MethodSource("averagings")
  void hasTheSameBitsInSegmentsOfOneAndOfTenRounds(Averaging averaging) {
    Regression regression = new Regression(averaging, 4, 2, true, 0.2f);
    assertSame(regression.run(3, 2, 10), regression.run(3, 2, 1));
  }

  @ParameterizedTest
  @Tag("law-3")
  @MethodSource("averagings")
  void runAgainGivesTheSameBits(Averaging averaging) {
    Regression regression = new Regression(averaging, 5, 3, true, 0.2f);
    assertSame(regression.run(1, 3, 4), regression.run(1, 3, 4));
  }

  private static void assertSame(SegmentOutcome expected, SegmentOutcome actual) {
    assertThat(actual.model()).isEqualTo(expected.model());
    assertThat(actual.kept()).isEqualTo(expected.kept());
    assertThat(actual.rounds().stream().map(RoundReport::replicas))
        .isEqualTo(expected.rounds().stream().map(RoundReport::replicas).toList());
  }

  @Test
  @Tag("law-1")
  void ofOneReplicaIsPlainTrainingBitByBit() {
    Regression regression = new Regression(Averaging.PLAIN, 1, 7, true, 0.2f);
    SegmentOutcome outcome = regression.run(2, 1, 3);

    LinearModel plain = regression.network();
    try (Shard shard = regression.shard(0)) {
      Minibatch batch = new Minibatch(Regression.LAYOUT, 4);
      for (int epoch = 0, global = 0; epoch < 2; epoch++) {
        EpochOrder order = new EpochOrder(42, epoch, 0, shard.examples());
        for (int from = 0, step = 0; from < shard.examples(); from += 4, step++) {
          batch.read(shard, order, from, Math.min(shard.examples(), from + 4));
          plain.train(batch, new LocalStep(42, epoch, 0, step, global++));
        }
      }
    }
    ModelState expected = outcome.model();
    assertThat(expected.weights()).isEqualTo(regression.plan().packing().pack(plain.weights()));
    float[] optimizer = new float[plain.optimizerState().capacity()];
    plain.optimizerState().get(0, optimizer);
    assertThat(expected.optimizer()).isEqualTo(FloatVector.of(optimizer));
    assertThat(expected.optimizerSteps()).isEqualTo(plain.optimizerSteps());
  }

  @Test
  @Tag("law-2")
  void ofOneLocalStepOfSgdEqualsOneWorkerWithAnNFoldBatchToRounding() {
    List<byte[]> examples = Regression.examples(32);
    Regression four = regression(4, 8, examples);
    Regression one = regression(1, 32, examples);

    float[] many = four.run(1, 2, 1).model().weights().array();
    float[] single = one.run(1, 1, 1).model().weights().array();
    for (int i = 0; i < 7; i++) {
      assertThat(many[i]).isCloseTo(single[i], org.assertj.core.data.Offset.offset(2e-7f));
    }
  }

  private static Regression regression(int replicas, int batchSize, List<byte[]> examples) {
    return new Regression(
        Averaging.PLAIN, replicas, batchSize, 1, false, 0, NonFinitePolicy.STOP, examples);
  }

  @Test
  void countsEveryExampleOfAnEpochOnceWhateverTheShards() {
    for (int replicas : List.of(1, 2, 5, 8)) {
      Regression regression = new Regression(Averaging.PLAIN, replicas, 3, false, 0);
      long examples =
          regression.run(1, 1, 1000).rounds().stream().mapToLong(r -> r.tally().examples()).sum();
      assertThat(examples).isEqualTo(203);
    }
  }

  @Test
  void learns() {
    Regression regression = new Regression(Averaging.PLAIN, 4, 3, true, 0);
    List<RoundReport> rounds = regression.run(10, 2, 20).rounds();
    assertThat(rounds.get(rounds.size() - 1).tally().meanLoss())
        .isLessThan(rounds.get(0).tally().meanLoss() / 20);
  }
}
