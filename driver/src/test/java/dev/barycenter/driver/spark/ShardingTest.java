package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.worker.data.ExampleOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

/** Buckets and sorted examples together cut a data set at exact ranks, without ranking anything. */
class ShardingTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1000",
    "7, 3, 1000",
    "100, 1, 1000",
    "5000, 4, 100000",
    "5000, 64, 100000",
    "60000, 8, 20",
    "1000, 1000, 7",
    "999, 8, 1"
  })
  void everyShardIsTheRunOfRanksThatIsItsDue(int count, int shards, int distinct) {
    List<byte[]> sorted = examples(count, distinct);
    HashBuckets buckets = buckets(sorted, shards);
    SortedExamples shuffled = new SortedExamples(keyed(sorted, buckets).iterator());
    for (int shard = 0; shard < shards; shard++) {
      List<byte[]> taken = new ArrayList<>();
      shuffled.of(shard, buckets.skip(shard), buckets.size(shard)).forEachRemaining(taken::add);
      int from = (int) ExampleOrder.firstRank(shard, shards, count);
      int to = (int) ExampleOrder.firstRank(shard + 1, shards, count);
      assertThat(taken).containsExactlyElementsOf(sorted.subList(from, to));
    }
  }

  @Test
  void dataThatChangesBetweenTwoReadsIsNoticed() {
    List<byte[]> sorted = examples(100, 1_000);
    HashBuckets buckets = buckets(sorted, 2);
    SortedExamples shuffled = new SortedExamples(keyed(sorted.subList(0, 30), buckets).iterator());
    Iterator<byte[]> shard = shuffled.of(0, buckets.skip(0), buckets.size(0));
    assertThatThrownBy(() -> shard.forEachRemaining(example -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Shard 0 has fewer examples than were counted; the data changed between two reads. Persist it, or make its reading deterministic.");
  }

  private static List<byte[]> examples(int count, int distinct) {
    Random random = new Random(count);
    List<byte[]> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      examples.add(
          ("example " + random.nextInt(distinct))
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    examples.sort(Comparator.comparing(example -> ExampleOrder.of(42, example)));
    return examples;
  }

  private static HashBuckets buckets(List<byte[]> examples, int shards) {
    long[] counts = new long[HashBuckets.COUNT];
    examples.forEach(e -> counts[HashBuckets.bucket(ExampleOrder.of(42, e))]++);
    return new HashBuckets(counts, shards);
  }

  /** What the shuffle does, on one task. */
  private static List<Tuple2<ShardKey, byte[]>> keyed(List<byte[]> sorted, HashBuckets buckets) {
    List<Tuple2<ShardKey, byte[]>> keyed = new ArrayList<>();
    for (byte[] example : sorted) {
      ExampleOrder order = ExampleOrder.of(42, example);
      int bucket = HashBuckets.bucket(order);
      for (int s = buckets.firstShard(bucket); s <= buckets.lastShard(bucket); s++) {
        keyed.add(new Tuple2<>(new ShardKey(s, order), example));
      }
    }
    keyed.sort(Comparator.comparing(Tuple2::_1));
    return keyed;
  }
}
