package dev.barycenter.jobs.bench;

import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.EpochOrder;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a long training keeps its speed: one thread trains the MLP, and the time of its steps is
 * told stretch by stretch.
 *
 * <p>What could slow it down is weights and moments that shrink to denormal numbers, which CPUs
 * compute with many times slower, and memory that grows.
 */
public final class SteadyBench {
  /** The steps that are told together. */
  public static final int STRETCH = 500;

  private static final int BATCH = 64;
  private static final int MADE_IMAGES = 25_600;

  private final Images images;
  private final int steps;

  private SteadyBench(Images images, int steps) {
    this.images = images;
    this.steps = steps;
  }

  /**
   * A stretch of steps.
   *
   * @param mean milliseconds of a step
   * @param median milliseconds of a step
   * @param loss the mean loss of its examples
   */
  private record Stretch(double mean, double median, double loss) {}

  /**
   * Reads the images of MNIST's kind in a folder.
   *
   * @param data null for images made by a formula
   * @param steps of {@value #BATCH} examples; a multiple of {@value #STRETCH}, and at least three
   *     times it
   */
  public static SteadyBench of(@Nullable Path data, int steps) throws IOException {
    return new SteadyBench(Images.training(data, MADE_IMAGES), steps);
  }

  /** Trains, prints a line for each stretch and then how the last compares with the second. */
  public void run(PrintStream out) {
    NetworkPlan plan = Mlp.plan();
    NetworkReplica network = new NetworkReplica(plan, Mlp.SEED);
    MemoryShard shard =
        MemoryShard.of(
            Mlp.layout(plan), images.packed(Mlp.layout(plan), images.labels().size()).iterator());
    Minibatch batch = new Minibatch(shard.layout(), BATCH);
    out.println("        steps  mean ms/step  median ms/step     loss  resident");
    List<Stretch> stretches = new ArrayList<>();
    for (int from = 0; from < steps; from += STRETCH) {
      Stretch stretch = stretch(network, shard, batch, from);
      stretches.add(stretch);
      out.printf(
          "%,6d–%,6d %13.3f %15.3f %8.4f %6d MB%n",
          from,
          from + STRETCH,
          stretch.mean,
          stretch.median,
          stretch.loss,
          Memory.now(0).resident() >> 20);
    }
    // The first stretch is the virtual machine's, which compiles what it runs.
    Stretch early = stretches.get(1);
    Stretch late = stretches.get(stretches.size() - 1);
    out.printf(
        "The last %d steps took %.3f times steps %d–%d (by medians %.3f)%n",
        STRETCH, late.mean / early.mean, STRETCH, 2 * STRETCH, late.median / early.median);
  }

  private static Stretch stretch(
      NetworkReplica network, MemoryShard shard, Minibatch batch, int from) {
    int perEpoch = shard.examples() / BATCH;
    List<Double> millis = new ArrayList<>();
    Tally tally = Tally.NONE;
    for (int step = from; step < from + STRETCH; step++) {
      long begin = System.nanoTime();
      int at = step % perEpoch;
      EpochOrder order = new EpochOrder(Mlp.SEED, step / perEpoch, 0, shard.examples());
      batch.read(shard, order, at * BATCH, (at + 1) * BATCH);
      tally =
          tally.plus(network.train(batch, new LocalStep(Mlp.SEED, step / perEpoch, 0, at, step)));
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    double mean = millis.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Stretch(mean, Medians.of(millis), tally.meanLoss());
  }
}
