package dev.barycenter.graph.ops;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The steps of a minibatch of sequences that a mask lets count, in the order of a loop over time.
 *
 * <p>At a step that does not count a recurrent cell stays as it is. So its way through a sequence
 * is a pass, without a mask, over the steps that count, moved to the front: what the pass makes of
 * the zeros behind them is not read, and its gradient is zero. Time comes first in sequences:
 * {@code (time, batch, width)}.
 */
public final class MaskedSteps {
  private final Ops ops;
  private final Value mask;
  private final boolean backwards;
  private final int batch;
  private final int length;

  MaskedSteps(Ops ops, Value mask, boolean backwards) {
    this.ops = ops;
    this.mask = mask;
    this.backwards = backwards;
    batch = (int) mask.dim(0);
    length = (int) mask.dim(1);
  }

  /**
   * Returns the steps that count at the front, in the order of the loop, and zeros behind them.
   *
   * @param looped whether the sequence is in the order of the loop, not yet in that of time
   */
  public Value front(Value sequence, boolean looped) {
    boolean reversed = backwards && !looped;
    Value front = gathered(sequence, counts -> order(counts, reversed), length, batch);
    return ops.reshape(front, sequence.shape());
  }

  /**
   * Returns, for each step of the loop, what was made of the last step that counts until then; zero
   * where there is none yet.
   *
   * @param front what was made of the steps at the front
   * @param gaps whether the steps that do not count are zero
   */
  public Value spread(Value front, boolean gaps) {
    return gathered(front, counts -> latest(counts, gaps), length, batch);
  }

  /** Returns the last step of what {@link #spread} returns, of shape {@code (batch, width)}. */
  public Value last(Value front, boolean gaps) {
    int end = (length - 1) * batch;
    return gathered(
        front, counts -> Arrays.copyOfRange(latest(counts, gaps), end, end + batch), batch);
  }

  /** Returns 1 for sequences of which a step counts, else 0, of shape {@code (batch, 1)}. */
  public Value any() {
    return ops.sign(count());
  }

  /** Returns 1 behind the steps at the front, else 0, of shape {@code (time, batch, 1)}. */
  public Value rest() {
    double[] positions = new double[length];
    Arrays.setAll(positions, i -> i);
    Value position = ops.constant(positions, length, 1, 1);
    Value counted = ops.broadcastTo(ops.reshape(count(), 1, batch, 1), length, batch, 1);
    return ops.lessEqual(counted, position);
  }

  private Value count() {
    return ops.sum(ops.notEqual(mask, ops.constant(0)), true, 1);
  }

  private Value gathered(Value sequence, Function<Counts, long[]> order, long... shape) {
    Value indices =
        ops.trace()
            .add(
                new JavaOp(
                    List.of(mask),
                    new Value(DataType.INT64, shape),
                    op -> write(order.apply(new Counts(op.input(0).array())), op.output().array()),
                    Vjp.NONE));
    long rows = (long) length * batch;
    return ops.gatherOrZero(ops.reshape(sequence, rows, sequence.size() / rows), indices);
  }

  private static void write(long[] rows, INDArray indices) {
    indices.data().asNio().order(ByteOrder.nativeOrder()).asLongBuffer().put(rows);
  }

  /** The mask, as numbers. */
  private final class Counts {
    private final double[] mask;

    Counts(INDArray array) {
      mask = array.data().getDoublesAt(array.offset(), length * batch);
    }

    boolean at(int example, int step) {
      return mask[example * length + (backwards ? length - 1 - step : step)] != 0;
    }
  }

  private long[] order(Counts counts, boolean reversed) {
    long[] rows = new long[length * batch];
    Arrays.fill(rows, GatherOp.NONE);
    for (int b = 0; b < batch; b++) {
      int front = 0;
      for (int step = 0; step < length; step++) {
        if (counts.at(b, step)) {
          int time = reversed ? length - 1 - step : step;
          rows[front * batch + b] = (long) time * batch + b;
          front++;
        }
      }
    }
    return rows;
  }

  private long[] latest(Counts counts, boolean gaps) {
    long[] rows = new long[length * batch];
    for (int b = 0; b < batch; b++) {
      int front = -1;
      for (int step = 0; step < length; step++) {
        boolean counted = counts.at(b, step);
        front += counted ? 1 : 0;
        boolean none = front < 0 || (gaps && !counted);
        rows[step * batch + b] = none ? GatherOp.NONE : (long) front * batch + b;
      }
    }
    return rows;
  }
}
