package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.segment.NonFinitePolicy;
import dev.barycenter.worker.segment.Position;
import dev.barycenter.worker.segment.RoundPlan;
import dev.barycenter.worker.segment.SegmentOutcome;
import dev.barycenter.worker.segment.SegmentPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shards that no executor can hold are trained on from its disk. */
@Tag("slow")
@Timeout(600)
class LargerThanMemoryIT {

  private static final int REPLICAS = 2;
  private static final int PIXELS = 1 << 16;
  private static final int PARTITIONS = 48;
  private static final int PER_PARTITION = 500;
  private static final int BATCH = 32;

  /** Few enough for the model's learning rate; the target, in the last bytes, is 0. */
  private static final int LIT = 16;

  private static final long HEAP_BYTES = 512L << 20;

  /** The JVM's own memory: classes, compiled code, threads, and the network's buffers. */
  private static final long BESIDE_HEAP_BYTES = 400L << 20;

  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "x", Storage.UINT8, List.of(PIXELS)),
              new Column(Role.TARGET, "y", Storage.FLOAT32, List.of())));

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  @Test
  void theResidentSizeOfAnExecutorStaysThatOfItsHeap() throws Exception {
    long bytes = (long) PARTITIONS * PER_PARTITION * PIXELS;
    assertThat(bytes / REPLICAS).isGreaterThan(HEAP_BYTES);
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      SegmentOutcome first = train(spark);
      assertThat(first.rounds().stream().mapToLong(round -> round.tally().examples()).sum())
          .isEqualTo((long) PARTITIONS * PER_PARTITION);
      for (ProcessHandle executor : cluster.executors()) {
        long peak = peakResidentBytes(executor.pid());
        System.out.printf("Executor %d: peak resident size %,d bytes%n", executor.pid(), peak);
        assertThat(peak).isLessThan(HEAP_BYTES + BESIDE_HEAP_BYTES);
      }
    }
  }

  private static SegmentOutcome train(JavaSparkContext spark) throws SegmentFailedException {
    LinearModel model = new LinearModel(PIXELS, false, 0);
    AveragingPlan plan =
        new AveragingPlan(
            model.layout(), model.optimizerState().capacity(), Averaging.PLAIN, REPLICAS);
    Phase phase =
        new Phase(() -> new LinearModel(PIXELS, false, 0), model.layout(), plan, model.weights());
    JavaRDD<byte[]> examples =
        spark
            .parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
            .flatMap(LargerThanMemoryIT::examples);
    try (ShardedExamples shards = ShardedExamples.of(examples, LAYOUT, 1, REPLICAS);
        SparkSegments segments = new SparkSegments(spark, shards, phase, SparkPolicy.DEFAULT)) {
      int steps = RoundPlan.stepsPerEpoch(shards.examples(), REPLICAS, BATCH);
      List<RoundPlan> rounds = RoundPlan.next(Position.START, steps, steps, 1, step -> 50);
      ModelState start = plan.initial(model.weights());
      return segments.run(
          new SegmentPlan(1, REPLICAS, BATCH, Averaging.PLAIN, NonFinitePolicy.STOP, rounds),
          start,
          new TreeMap<>());
    }
  }

  private static Iterator<byte[]> examples(int partition) {
    Random random = new Random(partition);
    return Stream.generate(
            () -> {
              byte[] example = new byte[PIXELS + Float.BYTES];
              for (int i = 0; i < LIT; i++) {
                example[random.nextInt(PIXELS)] = 1;
              }
              return example;
            })
        .limit(PER_PARTITION)
        .iterator();
  }

  private static long peakResidentBytes(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(l -> l.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
