package dev.barycenter.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the order of an epoch")
class EpochOrderTest {

  private static int[] order(long seed, int epoch, int replica, int examples) {
    EpochOrder order = new EpochOrder(seed, epoch, replica, examples);
    return IntStream.range(0, examples).map(order::position).toArray();
  }

  @Test
  void visitsEveryPositionOnce() {
    for (int examples : new int[] {1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 4097}) {
      assertThat(IntStream.of(order(7, 3, 1, examples)).sorted().toArray())
          .isEqualTo(IntStream.range(0, examples).toArray());
    }
  }

  @Test
  void isAnotherForEachSeedEpochAndReplica() {
    int[] order = order(7, 3, 1, 1000);
    assertThat(order(7, 3, 1, 1000)).isEqualTo(order);
    assertThat(order(8, 3, 1, 1000)).isNotEqualTo(order);
    assertThat(order(7, 4, 1, 1000)).isNotEqualTo(order);
    assertThat(order(7, 3, 2, 1000)).isNotEqualTo(order);
  }

  @Test
  void looksRandom() {
    // Of random permutations the mean of |position - index| is n / 3; it would be 0 unshuffled.
    int n = 3000;
    double moved = 0;
    double rising = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      int[] order = order(1, epoch, 0, n);
      for (int i = 0; i < n; i++) {
        moved += Math.abs(order[i] - i) / (20.0 * n);
        rising += i > 0 && order[i] > order[i - 1] ? 1 / (20.0 * n) : 0;
      }
    }
    assertThat(moved).isCloseTo(n / 3.0, within(n / 100.0));
    assertThat(rising).isCloseTo(0.5, within(0.01));
  }

  @Test
  void rejectsAnIndexBeyondTheEpoch() {
    assertThatThrownBy(() -> new EpochOrder(1, 0, 0, 5).position(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Index 5 of an epoch of 5 examples; expected 0 to 4.");
  }
}
