package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.MaskedSteps;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The mask of a sequence, made ready for a loop over its steps. */
final class StepMask {
  private final Ops ops;
  private final @Nullable Value mask;
  private final Map<List<Long>, List<Value>> flags = new HashMap<>();

  /**
   * Prepares a mask.
   *
   * @param mask 1 where a step counts, of shape {@code (batch, time)}; null if every step counts
   * @param sequence what it belongs to
   */
  StepMask(Ops ops, @Nullable Value mask, Value sequence) {
    this.ops = ops;
    this.mask = mask;
    if (mask != null && !Arrays.equals(mask.shape(), Arrays.copyOf(sequence.shape(), 2))) {
      throw new IllegalArgumentException(
          "A recurrent layer takes a mask of shape (batch, time), but for a sequence of shape %s is given one of shape %s. Pass a mask with one entry for each time step."
              .formatted(sequence, mask));
    }
  }

  /** Returns whether every step counts. */
  boolean isNone() {
    return mask == null;
  }

  /** Returns the steps that count, in the order of a loop; there must be a mask. */
  MaskedSteps steps(boolean backwards) {
    return ops.recurrences().counted(Objects.requireNonNull(mask), backwards);
  }

  /** Returns the states after a step: the new ones where it counts, else the old ones. */
  List<Value> choose(int time, List<Value> next, List<Value> before) {
    List<Value> chosen = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      chosen.add(choose(time, next.get(i), before.get(i)));
    }
    return chosen;
  }

  /** Returns {@code next} where the step counts, else {@code before}. */
  Value choose(int time, Value next, Value before) {
    if (mask == null) {
      return next;
    }
    return ops.choose(flags(mask, next.shape()).get(time), next, before);
  }

  private List<Value> flags(Value of, long... shape) {
    List<Long> key = Arrays.stream(shape).boxed().toList();
    return flags.computeIfAbsent(key, k -> unstacked(of, shape));
  }

  private List<Value> unstacked(Value of, long... shape) {
    long[] whole = new long[shape.length + 1];
    Arrays.fill(whole, 1);
    whole[0] = of.dim(1);
    whole[1] = of.dim(0);
    Value column = ops.reshape(ops.transpose(of, 1, 0), whole);
    System.arraycopy(shape, 0, whole, 1, shape.length);
    return ops.unstack(ops.flags(column, whole));
  }
}
