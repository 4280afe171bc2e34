package dev.barycenter.graph.ops;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The sum of products that an equation such as {@code abc,cd->abd} describes, for two inputs.
 *
 * <p>An axis is named by a letter. Letters of both inputs and the output are batch axes, letters of
 * both inputs alone are summed over, and every other letter of the output comes from one input. The
 * product is one matrix product of the inputs with their axes put in order, so it costs what matrix
 * multiplication costs.
 */
public final class Einsum {
  private final String left;
  private final String right;
  private final String output;

  /**
   * Reads an equation.
   *
   * @param equation {@code LEFT,RIGHT->OUTPUT}, a letter for each axis
   */
  public Einsum(String equation) {
    String[] sides = equation.split("->", -1);
    String[] inputs = sides[0].split(",", -1);
    if (sides.length != 2 || inputs.length != 2) {
      throw refused(equation, "expected two inputs and an output, such as 'abc,cd->abd'");
    }
    left = inputs[0];
    right = inputs[1];
    output = sides[1];
    for (String axes : new String[] {left, right, output}) {
      if (!axes.chars().allMatch(Character::isLetter)
          || axes.chars().distinct().count() != axes.length()) {
        throw refused(equation, "expected letters, each at most once in '" + axes + "'");
      }
    }
    check(equation);
  }

  private void check(String equation) {
    String made = only(output, axis -> !has(left, axis) && !has(right, axis));
    if (!made.isEmpty()) {
      throw refused(equation, "axes '%s' of the output are in no input".formatted(made));
    }
    String alone = only(right, axis -> !has(left, axis) && !has(output, axis));
    if (!alone.isEmpty()) {
      throw refused(equation, "axes '%s' of '%s' are used nowhere else".formatted(alone, right));
    }
  }

  private static IllegalArgumentException refused(String equation, String reason) {
    return new IllegalArgumentException(
        "Einsum equation '%s' cannot be computed: %s.".formatted(equation, reason));
  }

  /** Returns the letters of the left input. */
  public String left() {
    return left;
  }

  /** Returns the letters of the right input. */
  public String right() {
    return right;
  }

  /** Returns the letters of the output. */
  public String output() {
    return output;
  }

  /** Records the product. */
  public Value apply(Ops ops, Value leftInput, Value rightInput) {
    checkRank(left, leftInput);
    checkRank(right, rightInput);
    Value a = sumAlone(ops, leftInput);
    String leftAxes = only(left, axis -> has(right, axis) || has(output, axis));
    String batch = only(leftAxes, axis -> has(right, axis) && has(output, axis));
    String inner = only(leftAxes, axis -> has(right, axis) && !has(output, axis));
    String leftFree = only(leftAxes, axis -> !has(right, axis));
    String rightFree = only(right, axis -> !has(leftAxes, axis));
    // Keeping the order of the output spares a transposition of the product.
    batch = only(output, axisOf(batch));
    leftFree = only(output, axisOf(leftFree));
    rightFree = only(output, axisOf(rightFree));
    Value x = matrices(ops, a, leftAxes, batch, leftFree, inner);
    Value y = matrices(ops, rightInput, right, batch, inner, rightFree);
    Value product = ops.matmul(x, y, false, false);
    long[] shape = shape(batch + leftFree + rightFree, leftInput, rightInput);
    return ordered(ops, ops.reshape(product, shape), batch + leftFree + rightFree, output);
  }

  private void checkRank(String axes, Value input) {
    if (axes.length() != input.rank()) {
      throw new IllegalArgumentException(
          "Axes '%s' of %s,%s->%s do not fit an array of shape %s."
              .formatted(axes, left, right, output, input));
    }
  }

  /** Sums over the axes of the left input that are nowhere else. */
  private Value sumAlone(Ops ops, Value x) {
    int[] alone =
        left.chars()
            .filter(axis -> !has(right, axis) && !has(output, axis))
            .map(left::indexOf)
            .toArray();
    return alone.length == 0 ? x : ops.sum(x, false, alone);
  }

  /** Returns x as matrices: its axes in groups of batch, rows and columns. */
  private static Value matrices(
      Ops ops, Value x, String axes, String batch, String rows, String columns) {
    Value ordered = ordered(ops, x, axes, batch + rows + columns);
    long[] shape = ordered.shape();
    long b = product(shape, 0, batch.length());
    long r = product(shape, batch.length(), batch.length() + rows.length());
    long c = product(shape, batch.length() + rows.length(), shape.length);
    return batch.isEmpty() ? ops.reshape(ordered, r, c) : ops.reshape(ordered, b, r, c);
  }

  private static Value ordered(Ops ops, Value x, String from, String to) {
    return from.equals(to) ? x : ops.transpose(x, to.chars().map(from::indexOf).toArray());
  }

  private static long product(long[] shape, int start, int end) {
    return Arrays.stream(shape, start, end).reduce(1, Math::multiplyExact);
  }

  private long[] shape(String axes, Value leftInput, Value rightInput) {
    return axes.chars()
        .mapToLong(
            axis ->
                has(left, axis)
                    ? leftInput.dim(left.indexOf(axis))
                    : rightInput.dim(right.indexOf(axis)))
        .toArray();
  }

  private static boolean has(String axes, int axis) {
    return axes.indexOf(axis) >= 0;
  }

  private static IntPredicate axisOf(String axes) {
    return axis -> has(axes, axis);
  }

  private static String only(String axes, IntPredicate choice) {
    return axes.chars().filter(choice).mapToObj(Character::toString).collect(Collectors.joining());
  }
}
