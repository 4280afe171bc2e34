package dev.barycenter.worker.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.training.optimizer.Adam;
import dev.barycenter.graph.training.optimizer.SGD;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.InMemoryExchange;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.RoundReport;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentTask;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("a compiled network")
class NetworkLawsTest {

  /**
   * All that a step depends on beside the weights: dropout, running statistics, Adam, a schedule.
   */
  private static final SmallNetwork NETWORK =
      SmallNetwork.of(
          6,
          """
          - {type: Dense, name: wide, units: 16, activation: relu}
          - {type: BatchNormalization, name: norm}
          - {type: Dropout, name: drop, rate: 0.3}
          - {type: Dense, name: y, units: 3}
          """,
          Adam.class,
          Map.of(
              "learning_rate",
              Map.of(
                  "type",
                  "ExponentialDecay",
                  "initial_learning_rate",
                  0.02,
                  "decay_steps",
                  10,
                  "decay_rate",
                  0.5)));

  @ParameterizedTest
  @Tag("law-1")
  @EnumSource(
      value = OptimizerStatePolicy.class,
      names = {"AVERAGE", "KEEP"})
  void asOneReplicaIsAPlainLoopBitByBit(OptimizerStatePolicy policy) {
    List<List<float[]>> examples = NETWORK.examples(43, 7);
    Averaging averaging = new Averaging(OuterStep.mean(), policy, WireFormat.INT8);
    AveragingPlan plan = NETWORK.averaging(averaging, 1);
    SegmentOutcome outcome = NETWORK.start(plan);
    // Three epochs of six steps: rounds of 4, 2, 4, 2 and 6; segments of two, two and one.
    List<RoundPlan> rounds = RoundPlan.next(Position.START, 6, 1000, 3, step -> step < 12 ? 4 : 6);
    for (int from = 0; from < rounds.size(); from += 2) {
      List<RoundPlan> some = rounds.subList(from, Math.min(rounds.size(), from + 2));
      outcome = NETWORK.segment(outcome, plan, some, List.of(NETWORK.shard(examples)), 1);
    }
    assertThat(outcome.model().weights()).isEqualTo(plainLoop(examples, 3));
  }

  private static FloatVector plainLoop(List<List<float[]>> examples, int epochs) {
    PlainTraining plain = new PlainTraining(NETWORK.plan(), SmallNetwork.SEED);
    for (int epoch = 0; epoch < epochs; epoch++) {
      EpochOrder order = new EpochOrder(SmallNetwork.SEED, epoch, 0, examples.size());
      for (int from = 0; from < examples.size(); from += SmallNetwork.BATCH) {
        List<List<float[]>> batch =
            IntStream.range(from, Math.min(examples.size(), from + SmallNetwork.BATCH))
                .mapToObj(i -> examples.get(order.position(i)))
                .toList();
        int step = from / SmallNetwork.BATCH;
        plain.step(batch, new LocalStep(SmallNetwork.SEED, epoch, 0, step, plain.steps()).seed());
      }
    }
    return plain.weights();
  }

  @Test
  @Tag("law-2")
  void asFourReplicasOfOneStepOfSgdIsOneStepOnAllTheirExamples() {
    SmallNetwork sgd =
        SmallNetwork.of(
            6,
            """
            - {type: Dense, name: wide, units: 16, activation: tanh}
            - {type: Dense, name: y, units: 3}
            """,
            SGD.class,
            Map.of("learning_rate", 0.5));
    List<List<float[]>> examples = sgd.examples(4 * SmallNetwork.BATCH, 7);
    List<Shard> shards =
        IntStream.range(0, 4)
            .map(replica -> replica * SmallNetwork.BATCH)
            .mapToObj(from -> sgd.shard(examples.subList(from, from + SmallNetwork.BATCH)))
            .toList();
    AveragingPlan plan = sgd.averaging(Averaging.PLAIN, 4);
    List<RoundPlan> round = List.of(new RoundPlan(Position.START, 1));
    FloatVector start = sgd.start(plan).model().weights();
    FloatVector many = sgd.segment(sgd.start(plan), plan, round, shards, 2).model().weights();

    PlainTraining one = new PlainTraining(sgd.plan(), SmallNetwork.SEED);
    one.step(examples, 0);
    assertThat(many.array())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(one.weights().array());
    assertThat(many).isNotEqualTo(start);
  }

  /** Without dropout a step would move all weights of the one layer: its inputs are all ones. */
  private static final SmallNetwork DROPPED =
      SmallNetwork.of(
          64,
          """
          - {type: Dropout, name: drop, rate: 0.5}
          - {type: Dense, name: y, units: 1, use_bias: false}
          """,
          SGD.class,
          Map.of("learning_rate", 0.5));

  private static List<List<float[]>> ones() {
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    return List.of(List.of(ones, new float[] {100}));
  }

  /** Returns the inputs that a step of a new network keeps. */
  private static BitSet kept(LocalStep... steps) {
    try (NetworkReplica network = DROPPED.replica()) {
      Minibatch batch = new Minibatch(DROPPED.layout(), 1);
      batch.read(DROPPED.shard(ones()), 0, 1);
      float[] before = new float[64];
      for (LocalStep step : steps) {
        network.weights().get(0, before);
        network.train(batch, step);
      }
      return moved(FloatVector.of(before), network.weights());
    }
  }

  private static BitSet moved(FloatVector before, FloatBuffer after) {
    BitSet moved = new BitSet();
    IntStream.range(0, 64).filter(i -> after.get(i) != before.array()[i]).forEach(moved::set);
    return moved;
  }

  @Test
  @Tag("law-3")
  void dropsByRunSeedEpochReplicaAndStepAlone() {
    BitSet expected = kept(new LocalStep(1, 2, 3, 4, 5));
    assertThat(expected.cardinality()).isBetween(16, 48);
    assertThat(kept(new LocalStep(1, 2, 3, 4, 5))).isEqualTo(expected);
    assertThat(kept(new LocalStep(1, 2, 3, 4, 77))).isEqualTo(expected);
    assertThat(kept(new LocalStep(8, 0, 0, 0, 0), new LocalStep(1, 2, 3, 4, 5)))
        .isEqualTo(expected);
    assertThat(
            List.of(
                kept(new LocalStep(9, 2, 3, 4, 5)),
                kept(new LocalStep(1, 9, 3, 4, 5)),
                kept(new LocalStep(1, 2, 9, 4, 5)),
                kept(new LocalStep(1, 2, 3, 9, 5))))
        .doesNotContain(expected)
        .doesNotHaveDuplicates();
  }

  @Test
  @Tag("law-3")
  void dropsInEveryReplicaOfARoundWhatItsOwnSeedSays() {
    AveragingPlan plan = DROPPED.averaging(Averaging.PLAIN, 2);
    SegmentOutcome start = DROPPED.start(plan);
    List<RoundPlan> round = List.of(new RoundPlan(Position.START, 1));
    List<Shard> equal = List.of(DROPPED.shard(ones()), DROPPED.shard(ones()));
    BitSet either = kept(new LocalStep(SmallNetwork.SEED, 0, 0, 0, 0));
    BitSet other = kept(new LocalStep(SmallNetwork.SEED, 0, 1, 0, 0));
    assertThat(other).isNotEqualTo(either);
    either.or(other);
    for (int tasks : List.of(1, 2)) {
      FloatVector after = DROPPED.segment(start, plan, round, equal, tasks).model().weights();
      assertThat(moved(start.model().weights(), FloatBuffer.wrap(after.array()))).isEqualTo(either);
    }
  }

  private static final List<RoundPlan> TWO_ROUNDS =
      RoundPlan.next(Position.START, 2, 2, 2, step -> 2);

  private static final SmallNetwork FROZEN =
      SmallNetwork.of(
          6,
          """
          - {type: Dense, name: base, units: 400, activation: relu, trainable: false}
          - {type: BatchNormalization, name: norm, trainable: false}
          - {type: Dense, name: y, units: 3}
          """,
          Adam.class,
          Map.of());

  @Test
  @Tag("law-5")
  void neverChangesABitOfItsFrozenWeights() throws ExchangeFailedException {
    AveragingPlan plan = FROZEN.averaging(Averaging.PLAIN, 2);
    try (NetworkReplica network = FROZEN.replica()) {
      Map<String, FloatVector> before = slices(network);
      new SegmentTask(FROZEN.segment(plan, TWO_ROUNDS), network, shards(FROZEN)::get, "host")
          .run(
              plan.initial(network.weights()),
              replica -> ReplicaState.NONE,
              InMemoryExchange.alone());
      Map<String, FloatVector> after = slices(network);
      assertThat(before.keySet()).contains("norm/moving_mean", "y/kernel");
      before.forEach(
          (name, values) ->
              assertThat(after.get(name).equals(values))
                  .as(name)
                  .isEqualTo(!name.startsWith("y/")));
    }
  }

  private static Map<String, FloatVector> slices(NetworkReplica network) {
    Map<String, FloatVector> slices = new HashMap<>();
    for (ParameterSlice slice : network.layout().slices()) {
      float[] values = new float[slice.length()];
      network.weights().get(slice.offset(), values);
      slices.put(slice.name(), FloatVector.of(values));
    }
    return slices;
  }

  /** What is trained of {@link #FROZEN}, without what is frozen. */
  private static final SmallNetwork ALONE =
      SmallNetwork.of(400, "- {type: Dense, name: y, units: 3}", Adam.class, Map.of());

  @ParameterizedTest
  @Tag("law-5")
  @EnumSource(WireFormat.class)
  void sendsTheBytesOfItsTrainableWeightsAlone(WireFormat wire) {
    Averaging averaging = new Averaging(OuterStep.mean(), OptimizerStatePolicy.AVERAGE, wire);
    List<Long> frozen = bytesOfRounds(FROZEN, averaging);
    assertThat(frozen).hasSize(2).isEqualTo(bytesOfRounds(ALONE, averaging));
  }

  private static List<Long> bytesOfRounds(SmallNetwork network, Averaging averaging) {
    AveragingPlan plan = network.averaging(averaging, 2);
    return network
        .segment(network.start(plan), plan, TWO_ROUNDS, shards(network), 2)
        .rounds()
        .stream()
        .map(RoundReport::bytesSent)
        .toList();
  }

  private static List<Shard> shards(SmallNetwork network) {
    return List.of(network.shard(network.examples(16, 3)), network.shard(network.examples(16, 4)));
  }
}
