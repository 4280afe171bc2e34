package dev.barycenter.jobs.bench;

import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.network.NetworkPlan;
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
    MemoryShard shard =
        MemoryShard.of(
            Mlp.layout(plan), images.packed(Mlp.layout(plan), images.labels().size()).iterator());
    ReplicaSteps training = new ReplicaSteps(plan, shard, BATCH);
    out.println("        steps  mean ms/step  median ms/step     loss  resident");
    List<Stretch> stretches = new ArrayList<>();
    for (int from = 0; from < steps; from += STRETCH) {
      Stretch stretch = stretch(training);
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

  private static Stretch stretch(ReplicaSteps training) {
    List<Double> millis = new ArrayList<>();
    for (int step = 0; step < STRETCH; step++) {
      long begin = System.nanoTime();
      training.step();
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    double mean = millis.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Stretch(mean, Medians.of(millis), training.meanLoss());
  }
}
