package dev.barycenter.graph.layer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one example's tensor: its axes without the batch axis.
 *
 * @param dims the length of each axis; {@link #UNKNOWN} where it differs from minibatch to
 *     minibatch, such as the time axis of sequences
 */
public record Shape(List<Integer> dims) implements Serializable {
  /** The length of an axis that is known only when a minibatch arrives. */
  public static final int UNKNOWN = -1;

  /** Checks that every axis is positive or {@link #UNKNOWN}. */
  public Shape {
    dims = List.copyOf(dims);
    for (int dim : dims) {
      if (dim < 1 && dim != UNKNOWN) {
        throw new IllegalArgumentException(
            "A shape has positive axes, or None for an unknown one, but was %s.".formatted(dims));
      }
    }
  }

  /** Returns the shape with the given axes; no axes make the shape of a scalar. */
  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).boxed().toList());
  }

  /** Returns the number of axes, the batch axis left out. */
  public int rank() {
    return dims.size();
  }

  /** Returns the length of an axis; negative positions count from the last axis. */
  public int dim(int axis) {
    return dims.get(axis < 0 ? axis + rank() : axis);
  }

  /** Returns the length of the last axis, which holds the channels or features. */
  public int last() {
    return dim(-1);
  }

  /** Returns whether every axis has a known length. */
  public boolean isKnown() {
    return !dims.contains(UNKNOWN);
  }

  /** Returns the number of values, or {@link #UNKNOWN} if an axis is unknown. */
  public long size() {
    return isKnown()
        ? dims.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact)
        : UNKNOWN;
  }

  /** Returns this shape with another length of one axis; negative positions count from the end. */
  public Shape with(int axis, int length) {
    List<Integer> changed = new ArrayList<>(dims);
    changed.set(axis < 0 ? axis + rank() : axis, length);
    return new Shape(changed);
  }

  /** Returns this shape followed by more axes. */
  public Shape plus(int... more) {
    List<Integer> longer = new ArrayList<>(dims);
    Arrays.stream(more).forEach(longer::add);
    return new Shape(longer);
  }

  /** Returns the axes from {@code start} (inclusive) to {@code end} (exclusive). */
  public Shape slice(int start, int end) {
    return new Shape(dims.subList(start, end));
  }

  /** Returns the axes as Keras prints them, batch axis included: {@code (None, 8, 8, 1)}. */
  public String withBatch() {
    return "(None" + dims.stream().map(d -> ", " + text(d)).collect(Collectors.joining()) + ")";
  }

  /** Returns the axes as Keras prints them, without the batch axis: {@code (8, 8, 1)}. */
  @Override
  public String toString() {
    return dims.stream()
        .map(Shape::text)
        .collect(Collectors.joining(", ", "(", dims.size() == 1 ? ",)" : ")"));
  }

  private static String text(int dim) {
    return dim == UNKNOWN ? "None" : String.valueOf(dim);
  }
}
