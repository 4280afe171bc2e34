package dev.barycenter.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the order of examples")
class ExampleOrderTest {

  private static ExampleOrder of(long seed, String text) {
    return ExampleOrder.of(seed, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isMurmur3OfTheBytes() {
    // Digests of the reference implementation, as its users publish them.
    assertThat(of(0, "")).isEqualTo(new ExampleOrder(0, 0));
    assertThat(of(0, "The quick brown fox jumps over the lazy dog"))
        .isEqualTo(new ExampleOrder(0xe34bbc7bbc071b6cL, 0x7a433ca9c49a9347L));
  }

  @Test
  void changesWithTheSeedAndWithEveryByte() {
    assertThat(of(1, "same")).isNotEqualTo(of(2, "same"));
    assertThat(of(1, "same")).isNotEqualTo(of(1, "sane"));
    assertThat(of(1, "zero\0")).isNotEqualTo(of(1, "zero"));
  }

  @Test
  void comparesHashesAsUnsignedNumbers() {
    assertThat(new ExampleOrder(-1, 0)).isGreaterThan(new ExampleOrder(1, 0));
    assertThat(new ExampleOrder(1, -1)).isGreaterThan(new ExampleOrder(1, 1));
  }

  @Test
  void givesEachShardARunOfRanksAndSizesThatDifferByOneAtMost() {
    for (int examples = 0; examples < 30; examples++) {
      for (int shards = 1; shards < 9; shards++) {
        int all = examples;
        int of = shards;
        for (int shard = 0; shard < shards; shard++) {
          int here = shard;
          long from = ExampleOrder.firstRank(shard, shards, examples);
          long to = ExampleOrder.firstRank(shard + 1, shards, examples);
          assertThat(to - from).isBetween((long) all / of, (long) (all + of - 1) / of);
          assertThat(IntStream.range((int) from, (int) to))
              .allMatch(rank -> ExampleOrder.shard(rank, of, all) == here);
        }
        assertThat(ExampleOrder.firstRank(shards, shards, examples)).isEqualTo(examples);
      }
    }
  }
}
