package dev.barycenter.worker.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.Packing;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle: one network per replica, trained and averaged by loops without any cleverness. */
@DisplayName("the optimizer's state")
class OptimizerStateTest {

  private static final int REPLICAS = 3;

  @ParameterizedTest
  @EnumSource(OptimizerStatePolicy.class)
  void goesFromRoundToRoundAsItsPolicySays(OptimizerStatePolicy policy) {
    Averaging averaging = new Averaging(OuterStep.mean(), policy, WireFormat.FLOAT32);
    Regression regression = new Regression(averaging, REPLICAS, 5, true, 0.2f);
    SegmentOutcome outcome = regression.run(2, 2, 3);

    List<LinearModel> networks =
        IntStream.range(0, REPLICAS).mapToObj(r -> regression.network()).toList();
    for (RoundPlan round : regression.rounds(2)) {
      long[] examples = new long[REPLICAS];
      for (int r = 0; r < REPLICAS; r++) {
        examples[r] = train(networks.get(r), regression.shard(r), round, r);
      }
      average(networks.stream().map(LinearModel::weights).toList(), examples);
      if (policy == OptimizerStatePolicy.AVERAGE) {
        average(networks.stream().map(LinearModel::optimizerState).toList(), examples);
      }
      if (policy == OptimizerStatePolicy.RESET) {
        networks.forEach(OptimizerStateTest::reset);
      }
    }

    Packing packing = regression.plan().packing();
    float[] expected = packing.pack(networks.get(0).weights()).array();
    for (int i = 0; i < packing.trainable(); i++) {
      assertThat(outcome.model().weights().array()[i]).isCloseTo(expected[i], within(2e-6f));
    }
    for (int r = 0; policy == OptimizerStatePolicy.KEEP && r < REPLICAS; r++) {
      float[] kept = outcome.kept().get(r).optimizer().array();
      for (int i = 0; i < kept.length; i++) {
        assertThat(kept[i]).isCloseTo(networks.get(r).optimizerState().get(i), within(1e-5f));
      }
      assertThat(outcome.kept().get(r).optimizerSteps())
          .isEqualTo(networks.get(r).optimizerSteps());
    }
  }

  private static long train(LinearModel network, Shard shard, RoundPlan round, int replica) {
    Minibatch batch = new Minibatch(Regression.LAYOUT, 4);
    Position start = round.start();
    EpochOrder order = new EpochOrder(42, start.epoch(), replica, shard.examples());
    long examples = 0;
    for (int i = 0; i < round.steps(); i++) {
      int step = start.step() + i;
      int to = Math.min(shard.examples(), 4 * step + 4);
      batch.read(shard, order, 4 * step, to);
      network.train(batch, new LocalStep(42, start.epoch(), replica, step, start.globalStep() + i));
      examples += batch.count();
    }
    return examples;
  }

  private static void average(List<FloatBuffer> replicas, long[] examples) {
    for (int i = 0; i < replicas.get(0).capacity(); i++) {
      double sum = 0;
      double total = 0;
      for (int r = 0; r < REPLICAS; r++) {
        sum += examples[r] * (double) replicas.get(r).get(i);
        total += examples[r];
      }
      for (FloatBuffer replica : replicas) {
        replica.put(i, (float) (sum / total));
      }
    }
  }

  private static void reset(LinearModel network) {
    network.optimizerState().put(0, new float[network.optimizerState().capacity()]);
    network.optimizerSteps(0);
  }
}
