package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Einsum;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The products of multi-head attention over any axes (Vaswani et al., arXiv 1706.03762).
 *
 * <p>Projected queries, keys and values have the shape {@code (batch, axes ..., heads, width)}.
 * Scores have the axes that are not attended over first, then the heads, then the attended axes of
 * the queries, then those of the keys.
 *
 * @param rank the number of axes of the projected tensors
 * @param axes the axes that are attended over
 */
record Heads(int rank, List<Integer> axes) {
  private static final double NEVER = -1e30;

  private String queryAxes() {
    return letters('a', IntStream.range(0, rank).toArray());
  }

  private String keyAxes() {
    StringBuilder letters = new StringBuilder(queryAxes());
    axes.forEach(axis -> letters.setCharAt(axis, Character.toUpperCase(letters.charAt(axis))));
    return letters.toString();
  }

  private String scoreAxes() {
    int[] attended = axes.stream().mapToInt(Integer::intValue).toArray();
    int[] rest = IntStream.range(0, rank - 1).filter(axis -> !axes.contains(axis)).toArray();
    return letters('a', rest) + letters('a', attended) + letters('A', attended);
  }

  private static String letters(char first, int... axes) {
    return Arrays.stream(axes)
        .mapToObj(axis -> Character.toString(first + axis))
        .collect(Collectors.joining());
  }

  /** Returns the inner product of each query and each key. */
  Value scores(Ops ops, Value query, Value key) {
    return new Einsum(queryAxes() + "," + keyAxes() + "->" + scoreAxes()).apply(ops, query, key);
  }

  /** Returns the mean of the values by the given weights. */
  Value combine(Ops ops, Value weights, Value value) {
    return new Einsum(scoreAxes() + "," + keyAxes() + "->" + queryAxes())
        .apply(ops, weights, value);
  }

  /**
   * Returns the softmax of scores over all keys.
   *
   * @param mask 1 where a query may attend to a key, of shape {@code (batch, queries, keys)}; null
   *     if everywhere
   * @param zeroIfNone whether a query that may attend to no key gives zeros; otherwise it attends
   *     to all alike
   */
  Value softmax(Ops ops, Value scores, @Nullable Value mask, boolean zeroIfNone) {
    long[] shape = scores.shape();
    if (mask == null) {
      return ops.reshape(ops.softmax(merged(ops, scores), -1), shape);
    }
    Value allowed = ops.flags(widened(ops, mask, scores.rank()), shape);
    Value never = ops.fill(NEVER, shape);
    Value weights = ops.softmax(merged(ops, ops.choose(allowed, scores, never)), -1);
    Value made = ops.reshape(weights, shape);
    return zeroIfNone ? ops.choose(allowed, made, ops.zerosLike(made)) : made;
  }

  private Value merged(Ops ops, Value scores) {
    long[] shape = Arrays.copyOf(scores.shape(), scores.rank() - axes.size() + 1);
    shape[shape.length - 1] = 1;
    for (int i = scores.rank() - axes.size(); i < scores.rank(); i++) {
      shape[shape.length - 1] *= scores.dim(i);
    }
    return ops.reshape(scores, shape);
  }

  private Value widened(Ops ops, Value mask, int scoreRank) {
    Check.refuse(
        mask.rank() < 2 * axes.size() + 1,
        "Masks of shape (batch, time) fit attention over one axis, but 'attention_axes' is %s. Remove the mask, or pass an attention mask for all axes.",
        axes);
    Value wide = mask;
    while (wide.rank() < scoreRank) {
      wide = ops.expandDims(wide, wide.rank() - 2 * axes.size());
    }
    return wide;
  }
}
