package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.ParameterSlice.Kind;
import dev.barycenter.worker.exchange.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Times the parts of an averaging of two replicas on one core, without any exchange: packing a
 * contribution, averaging half the model, taking over both halves, and copying the model's bytes.
 *
 * <p>Arguments: number of weights, seconds per measurement.
 */
final class AveragingBenchmark {

  private AveragingBenchmark() {}

  public static void main(String[] args) {
    int weights = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
    System.out.printf(Locale.ROOT, "%d weights, milliseconds each%n", weights);
    for (WireFormat wire : WireFormat.values()) {
      for (OuterStep outer : List.of(OuterStep.mean(), OuterStep.nesterov(0.7, 0.9))) {
        run(new Averaging(outer, OptimizerStatePolicy.RESET, wire), weights, seconds);
      }
    }
  }

  private static void run(Averaging averaging, int size, double seconds) {
    ParameterLayout layout =
        new ParameterLayout(List.of(new ParameterSlice("w", "w", 0, size, Kind.TRAINABLE, null)));
    AveragingPlan plan = new AveragingPlan(layout, 0, averaging, 2);
    FloatBuffer model = Round.direct(size);
    for (int i = 0; i < size; i++) {
      model.put(i, (float) Math.sin(i));
    }
    WorkingState state = new WorkingState(plan.initial(model));
    for (int i = 0; i < size; i++) {
      model.put(i, model.get(i) + 0.01f * (float) Math.cos(i));
    }
    FloatBuffer none = Round.direct(0);
    float[] residual = plan.begun(0, ReplicaState.NONE).residual().array();
    Contribution contribution = new Contribution(plan, new Range(0, 1), 2, new Arena());
    Contribution pair = new Contribution(plan, new Range(0, 2), 2, new Arena());
    List<Range> blocks = List.of(new Range(0, 1), new Range(1, 2));
    SliceAverage average = new SliceAverage(plan, blocks, 0, 2, new Arena());
    SliceAverage other = new SliceAverage(plan, blocks, 1, 2, new Arena());
    contribution.add(0, 64, 1, model, none, state, residual);
    ByteBuffer[] messages = {contribution.messages()[0], contribution.messages()[0]};

    double copy = time(seconds, () -> plan.packing().unpack(state.weights(), model));
    double add = time(seconds, () -> contribution.add(0, 64, 1, model, none, state, residual));
    double two =
        time(
            seconds,
            () -> {
              pair.add(0, 64, 1, model, none, state, residual);
              pair.add(1, 64, 1, model, none, state, residual);
            });
    double sum = time(seconds, () -> average.average(messages, state));
    double apply =
        time(
            seconds,
            () -> {
              average.apply(0, average.moved(), state);
              average.apply(1, other.moved(), state);
            });
    System.out.printf(
        Locale.ROOT,
        "%-8s %-8s copy %6.2f  contribute %6.2f (two %6.2f)  average %6.2f  apply %6.2f  sent %5.1f MB%n",
        averaging.wire(),
        averaging.outer().kind(),
        copy,
        add,
        two,
        sum,
        apply,
        (contribution.messages()[1].capacity() + average.moved().capacity()) / 1e6);
  }

  /** Returns milliseconds of processor time per run, so that other programs do not count. */
  private static double time(double seconds, Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (long end = nanos(threads, seconds / 2); nanos(threads, 0) < end; ) {
      work.run();
    }
    int runs = 0;
    long begin = nanos(threads, 0);
    for (long end = nanos(threads, seconds / 2); nanos(threads, 0) < end; runs++) {
      work.run();
    }
    return (nanos(threads, 0) - begin) / 1e6 / runs;
  }

  private static long nanos(ThreadMXBean threads, double later) {
    return threads.getCurrentThreadCpuTime() + (long) (later * 1e9);
  }
}
