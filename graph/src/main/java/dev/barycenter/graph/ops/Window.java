package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A window that slides over the spatial axes of a value.
 *
 * @param size the positions that it covers along each spatial axis; positive
 * @param strides how far it moves at a time along each axis; positive
 * @param dilation the distance between the positions that it covers along each axis; positive
 * @param same whether it may reach over the border, so that it stops at {@code ceil(length /
 *     stride)} places, centered, the odd position hanging over the end; if not it stays inside
 */
public record Window(
    List<Integer> size, List<Integer> strides, List<Integer> dilation, boolean same) {

  /** Copies the lists. */
  public Window {
    size = List.copyOf(size);
    strides = List.copyOf(strides);
    dilation = List.copyOf(dilation);
  }

  /** Returns a window without gaps. */
  public static Window solid(List<Integer> size, List<Integer> strides, boolean same) {
    return new Window(size, strides, Collections.nCopies(size.size(), 1), same);
  }

  /** Returns the number of spatial axes. */
  public int rank() {
    return size.size();
  }

  /** Returns the distance from the first to the last position covered along an axis, plus one. */
  public int extent(int axis) {
    return (size.get(axis) - 1) * dilation.get(axis) + 1;
  }

  /** Returns at how many places the window stops along an axis; below 1 if it does not fit. */
  public long places(int axis, long length) {
    int stride = strides.get(axis);
    return same
        ? Math.floorDiv(length + stride - 1, stride)
        : Math.floorDiv(length - extent(axis), stride) + 1;
  }

  /** Returns how far the first stop reaches over the border of a shape along each axis. */
  long[] before(long... shape) {
    return IntStream.range(0, rank())
        .mapToLong(axis -> same ? Math.max(over(axis, shape[axis + 1]), 0) / 2 : 0)
        .toArray();
  }

  /**
   * Returns how far the last stop reaches over the border of a shape along each axis; negative if
   * it leaves that many positions out.
   */
  long[] after(long... shape) {
    long[] before = before(shape);
    return IntStream.range(0, rank())
        .mapToLong(axis -> over(axis, shape[axis + 1]) - before[axis])
        .toArray();
  }

  private long over(int axis, long length) {
    return (places(axis, length) - 1) * strides.get(axis) + extent(axis) - length;
  }

  /** Returns one number for each axis as oneDNN takes them. */
  static long[] numbers(List<Integer> axes) {
    return axes.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns whether it covers a single position and stops at each. */
  boolean isPoint() {
    return coversOne() && strides.stream().allMatch(n -> n == 1);
  }

  /** Returns whether it covers a single position and leaves some out. */
  boolean isSparsePoint() {
    return coversOne() && strides.stream().anyMatch(n -> n > 1);
  }

  private boolean coversOne() {
    return size.stream().allMatch(n -> n == 1);
  }

  /** Returns the window that covers the same range without gaps. */
  Window filled() {
    return solid(IntStream.range(0, rank()).mapToObj(this::extent).toList(), strides, same);
  }

  /** Returns the window with another axis after the last, along which it covers one position. */
  Window widened() {
    return new Window(with1(size), with1(strides), with1(dilation), same);
  }

  private static List<Integer> with1(List<Integer> numbers) {
    List<Integer> longer = new ArrayList<>(numbers);
    longer.add(1);
    return longer;
  }

  /** Returns the shape after the window slid over a value of the given shape. */
  long[] over(long[] shape, long channels) {
    long[] result = shape.clone();
    for (int axis = 0; axis < rank(); axis++) {
      result[axis + 1] = places(axis, shape[axis + 1]);
    }
    result[shape.length - 1] = channels;
    return result;
  }

  /**
   * Returns the first arguments of libnd4j's ops of sliding windows: size, strides, padding (all
   * zero, since the mode says it), dilation and mode.
   */
  long[] arguments(long... last) {
    List<Long> all = new ArrayList<>();
    size.forEach(n -> all.add((long) n));
    strides.forEach(n -> all.add((long) n));
    size.forEach(n -> all.add(0L));
    dilation.forEach(n -> all.add((long) n));
    all.add(same ? 1L : 0L);
    for (long argument : last) {
      all.add(argument);
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
