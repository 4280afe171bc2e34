package dev.barycenter.driver.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.AveragingPlan;
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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shards of three times an executor's heap are trained on from its disk, epoch after epoch. */
@Tag("slow")
@Timeout(1800)
class LargerThanMemoryIT {

  private static final int REPLICAS = 2;
  private static final int PIXELS = 1 << 16;
  private static final int PARTITIONS = 50;
  private static final int PER_PARTITION = 500;
  private static final int BATCH = 32;

  /** Few enough for the model's learning rate; the target, in the last bytes, is 0. */
  private static final int LIT = 16;

  private static final long HEAP_BYTES = 512L << 20;

  /** The JVM's own memory: classes, compiled code, threads, and the network's buffers. */
  private static final long BESIDE_HEAP_BYTES = 400L << 20;

  /** What stays in the heap: Spark, the network, and a minibatch or two. */
  private static final long LIVE_BYTES = HEAP_BYTES / 4;

  private static final long GROWTH_BYTES = 16L << 20;

  private static final ExampleLayout LAYOUT =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "x", Storage.UINT8, List.of(PIXELS)),
              new Column(Role.TARGET, "y", Storage.FLOAT32, List.of())));

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(1);

  @Test
  void theMemoryOfAnExecutorStaysWhatItIs() throws Exception {
    long bytes = (long) PARTITIONS * PER_PARTITION * PIXELS;
    assertThat(bytes).isGreaterThan(3 * HEAP_BYTES);
    try (JavaSparkContext spark = cluster.connect(Map.of());
        ShardedExamples shards = ShardedExamples.of(examples(spark), LAYOUT, 1, REPLICAS);
        SparkSegments segments = new SparkSegments(spark, shards, phase(), SparkPolicy.DEFAULT)) {
      SegmentOutcome first = epoch(segments, shards, 0, start());
      assertThat(first.rounds().stream().mapToLong(round -> round.tally().examples()).sum())
          .isEqualTo((long) PARTITIONS * PER_PARTITION);
      long executor = cluster.executors().get(0).pid();
      long peak = peakResidentBytes(executor);
      long live = liveBytes(executor);
      assertThat(peak).isLessThan(HEAP_BYTES + BESIDE_HEAP_BYTES);
      assertThat(live).isLessThan(LIVE_BYTES);
      epoch(segments, shards, 1, first);
      long laterPeak = peakResidentBytes(executor);
      long laterLive = liveBytes(executor);
      System.out.printf(
          "%,d bytes of examples; resident at most %,d bytes, then %,d; live %,d, then %,d%n",
          bytes, peak, laterPeak, live, laterLive);
      assertThat(laterPeak).isLessThan(peak + GROWTH_BYTES);
      assertThat(laterLive).isLessThan(live + GROWTH_BYTES);
    }
  }

  private static AveragingPlan averaging() {
    LinearModel model = model();
    return new AveragingPlan(
        model.layout(), model.optimizerState().capacity(), Averaging.PLAIN, REPLICAS);
  }

  private static LinearModel model() {
    return new LinearModel(PIXELS, false, 0);
  }

  private static Phase phase() {
    LinearModel model = model();
    return new Phase(LargerThanMemoryIT::model, model.layout(), averaging(), model.weights());
  }

  private static SegmentOutcome start() {
    return new SegmentOutcome(
        averaging().initial(model().weights()), List.of(), Collections.emptySortedMap());
  }

  private static SegmentOutcome epoch(
      SparkSegments segments, ShardedExamples shards, int epoch, SegmentOutcome before)
      throws SegmentFailedException {
    int steps = RoundPlan.stepsPerEpoch(shards.examples(), REPLICAS, BATCH);
    Position from = new Position(epoch, epoch, 0, (long) epoch * steps);
    List<RoundPlan> rounds = RoundPlan.next(from, steps, steps, epoch + 1, step -> 50);
    return segments.run(
        new SegmentPlan(1, REPLICAS, BATCH, Averaging.PLAIN, NonFinitePolicy.STOP, rounds),
        before.model(),
        before.kept());
  }

  private static JavaRDD<byte[]> examples(JavaSparkContext spark) {
    return spark
        .parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
        .flatMap(LargerThanMemoryIT::examples);
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

  /** Returns the bytes of the objects that a collection leaves, which counting them begins with. */
  private static long liveBytes(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process = new ProcessBuilder(jcmd, "" + pid, "GC.class_histogram").start();
    String histogram = new String(process.getInputStream().readAllBytes(), UTF_8);
    String total = histogram.lines().filter(l -> l.startsWith("Total")).findFirst().orElseThrow();
    return Long.parseLong(total.trim().split("\\s+", -1)[2]);
  }
}
