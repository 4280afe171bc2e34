package dev.barycenter.graph.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A number for each spatial axis, or one for all, such as a kernel size or strides.
 *
 * @param values the numbers
 * @param uniform whether it was written as a single number
 */
public record Dims(List<Integer> values, boolean uniform) implements Serializable {
  /** Copies the numbers. */
  public Dims {
    values = List.copyOf(values);
  }

  /** Returns one number for all axes. */
  public static Dims all(int value) {
    return new Dims(List.of(value), true);
  }

  /** Returns a number for each axis. */
  public static Dims of(Integer... values) {
    return new Dims(List.of(values), false);
  }

  /**
   * Returns exactly {@code rank} numbers.
   *
   * @param rank the number of spatial axes
   * @param name the argument's name, for messages
   * @param least the smallest number allowed
   */
  public Dims expand(int rank, String name, int least) {
    if (!uniform && values.size() != rank) {
      throw new IllegalArgumentException(
          "'%s' is %s: expected a whole number or a list of %d.".formatted(name, this, rank));
    }
    if (values.stream().anyMatch(v -> v < least)) {
      throw new IllegalArgumentException(
          "'%s' is %s: expected numbers of at least %d.".formatted(name, this, least));
    }
    return uniform ? new Dims(Collections.nCopies(rank, values.get(0)), false) : this;
  }

  /** Returns the number of one axis. */
  public int get(int axis) {
    return values.get(axis);
  }

  @Override
  public String toString() {
    return uniform
        ? values.get(0).toString()
        : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
