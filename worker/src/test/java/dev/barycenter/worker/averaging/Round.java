package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.ParameterSlice.Kind;
import dev.barycenter.worker.exchange.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One averaging of made-up replicas, cut into any number of tasks and owners. */
final class Round {

  static final int TRAINABLE = 2 * 9_001;
  static final int STATISTICS = 700;

  /** Trainable, frozen and statistics in turn, so that packing has something to do. */
  static final ParameterLayout LAYOUT = layout();

  final AveragingPlan plan;
  final List<FloatBuffer> replicas = new ArrayList<>();
  final List<FloatBuffer> optimizers = new ArrayList<>();
  final long[] examples;
  final float[][] residuals;

  Round(Averaging averaging, int replicas, long seed) {
    plan = new AveragingPlan(LAYOUT, 3_000, averaging, replicas);
    examples = new long[replicas];
    residuals = new float[replicas][];
    SplittableRandom random = new SplittableRandom(seed);
    for (int r = 0; r < replicas; r++) {
      this.replicas.add(moved(initial(), random));
      optimizers.add(moved(direct(3_000), random));
      examples[r] = 60L + random.nextInt(10);
      residuals[r] = new float[plan.hasResidual() ? TRAINABLE : 0];
    }
  }

  private static ParameterLayout layout() {
    List<ParameterSlice> slices = new ArrayList<>();
    int at = 0;
    at = add(slices, "a", at, TRAINABLE / 2, Kind.TRAINABLE, null);
    at = add(slices, "frozen", at, 100, Kind.FROZEN, null);
    at = add(slices, "mean", at, STATISTICS, Kind.MEAN, null);
    at = add(slices, "other", at, 50, Kind.MEAN, null);
    at = add(slices, "variance", at, STATISTICS, Kind.VARIANCE, "mean");
    add(slices, "b", at, TRAINABLE / 2, Kind.TRAINABLE, null);
    return new ParameterLayout(slices);
  }

  private static int add(
      List<ParameterSlice> slices,
      String name,
      int at,
      int length,
      Kind kind,
      @org.jspecify.annotations.Nullable String mean) {
    slices.add(new ParameterSlice(name, name, at, length, kind, mean));
    return at + length;
  }

  static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Returns the weights at the round's start: small, and 1 or above where variances are. */
  static FloatBuffer initial() {
    FloatBuffer weights = direct(LAYOUT.size());
    for (ParameterSlice slice : LAYOUT.slices()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        weights.put(i, slice.kind() == Kind.VARIANCE ? 1 + i % 3 : (float) Math.sin(i) / 10);
      }
    }
    return weights;
  }

  private static FloatBuffer moved(FloatBuffer from, SplittableRandom random) {
    FloatBuffer to = direct(from.capacity());
    for (int i = 0; i < from.capacity(); i++) {
      to.put(i, from.get(i) + (float) random.nextGaussian() / 100);
    }
    return to;
  }

  /** Averages with as many owners as tasks, or with one. */
  ModelState average(ModelState start, int tasks, int owners) {
    List<Range> blocks =
        IntStream.range(0, tasks).mapToObj(t -> Range.part(plan.replicas(), t, tasks)).toList();
    List<ByteBuffer[]> messages =
        blocks.stream().map(block -> contribute(block, new WorkingState(start), owners)).toList();
    List<SliceAverage> averages =
        IntStream.range(0, owners)
            .mapToObj(owner -> new SliceAverage(plan, blocks, owner, owners, new Arena()))
            .toList();
    List<WorkingState> states =
        IntStream.range(0, owners).mapToObj(owner -> new WorkingState(start)).toList();
    for (int owner = 0; owner < owners; owner++) {
      int to = owner;
      averages
          .get(owner)
          .average(messages.stream().map(m -> m[to]).toArray(ByteBuffer[]::new), states.get(owner));
    }
    List<StateSlice> slices = new ArrayList<>();
    for (int task = 0; task < owners; task++) {
      for (int owner = 0; owner < owners; owner++) {
        averages.get(task).apply(owner, averages.get(owner).moved(), states.get(task));
      }
      slices.add(StateSlice.of(plan, states.get(task), task, owners));
    }
    return StateSlice.join(plan, start, slices);
  }

  private ByteBuffer[] contribute(Range block, WorkingState start, int owners) {
    Contribution contribution = new Contribution(plan, block, owners, new Arena());
    for (int r = block.from(); r < block.to(); r++) {
      if (examples[r] == 0) {
        contribution.leaveOut(r, residuals[r]);
      } else {
        contribution.add(
            r, examples[r], 5, replicas.get(r), optimizers.get(r), start, residuals[r]);
      }
    }
    return contribution.messages();
  }

  /** Returns the weighted mean of one parameter over the replicas, in float64. */
  double mean(int at) {
    double sum = 0;
    double total = 0;
    for (int r = 0; r < examples.length; r++) {
      sum += examples[r] == 0 ? 0 : examples[r] * (double) replicas.get(r).get(at);
      total += examples[r];
    }
    return sum / total;
  }
}
