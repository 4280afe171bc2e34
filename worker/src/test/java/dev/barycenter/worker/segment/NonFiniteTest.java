package dev.barycenter.worker.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import dev.barycenter.worker.data.ExampleOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("a replica that diverges")
@Tag("law-8")
class NonFiniteTest {

  /** Twelve examples on three replicas; the one of rank 6, in the middle shard, is infinite. */
  private static List<byte[]> examples() {
    List<byte[]> examples = new ArrayList<>(Regression.examples(12));
    byte[] poison =
        Regression.LAYOUT.pack(List.of(new float[6], new float[] {Float.POSITIVE_INFINITY}));
    List<byte[]> ordered = new ArrayList<>(examples);
    ordered.add(poison);
    ordered.sort(Comparator.comparing(e -> ExampleOrder.of(42, e)));
    int rank = ordered.indexOf(poison);
    // Drop one example such that the poisoned one keeps its rank or falls to the one before.
    ordered.remove(rank == 0 ? 1 : 0);
    return ordered;
  }

  private static Regression regression(NonFinitePolicy policy, WireFormat wire) {
    Averaging averaging = new Averaging(OuterStep.mean(), OptimizerStatePolicy.KEEP, wire);
    return new Regression(averaging, 3, 4, 1, true, 0, policy, examples());
  }

  private static int poisoned() {
    List<byte[]> ordered = examples();
    for (int rank = 0; rank < ordered.size(); rank++) {
      byte[] example = ordered.get(rank);
      if (example[example.length - 2] == (byte) 0x80 && example[example.length - 1] == 0x7f) {
        return rank;
      }
    }
    throw new AssertionError("No example is infinite.");
  }

  @Test
  void stopsTheSegmentAndNamesReplicaHostStepAndRows() {
    int replica = ExampleOrder.shard(poisoned(), 3, 12);
    Regression regression = regression(NonFinitePolicy.STOP, WireFormat.FLOAT32);
    assertThatThrownBy(() -> regression.run(1, 1, 1))
        .isInstanceOf(NonFiniteException.class)
        .hasMessageStartingWith(
            "Replica %d diverged: its loss is Infinity (task 0 on host).\n  step: 0 of epoch 0, global step 0\n  rows: positions ["
                .formatted(replica))
        .hasMessageEndingWith(
            "] of shard %d\n  fix: lower the learning rate, clip gradients or look at these rows; non_finite: leave_out goes on without the replica."
                .formatted(replica));
  }

  @Test
  void isLeftOutOfTheRoundWhateverTheTasks() {
    int replica = ExampleOrder.shard(poisoned(), 3, 12);
    for (WireFormat wire : WireFormat.values()) {
      Regression regression = regression(NonFinitePolicy.LEAVE_OUT, wire);
      SegmentOutcome one = regression.run(2, 1, 10);
      assertThat(one.rounds().get(0).replicas().get(replica).leftOut()).isTrue();
      assertThat(one.rounds().get(0).tally().examples()).isEqualTo(8);
      for (float weight : one.model().weights().array()) {
        assertThat(weight).isFinite();
      }
      for (float moment : one.kept().get(replica).optimizer().array()) {
        assertThat(moment).isZero();
      }
      assertThat(regression.run(2, 3, 1).model()).isEqualTo(one.model());
      assertThat(regression.runPlain(2, 2).model()).isEqualTo(one.model());
    }
  }

  @Test
  void andAllTheOthersTooEndTheRun() {
    List<byte[]> poison =
        List.of(Regression.LAYOUT.pack(List.of(new float[6], new float[] {Float.NaN})));
    Regression regression =
        new Regression(Averaging.PLAIN, 1, 4, 1, true, 0, NonFinitePolicy.LEAVE_OUT, poison);
    String message =
        "Every replica diverged in round 0 and was left out; nothing remains to average. Lower the learning rate or clip gradients.";
    assertThatThrownBy(() -> regression.run(1, 1, 1)).hasMessage(message);
    assertThatThrownBy(() -> regression.runPlain(1, 1)).hasMessage(message);
  }
}
