package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which queries may attend to which keys. */
final class AttentionMask {
  private AttentionMask() {}

  /**
   * Returns the masks of a call of multi-head attention joined: 1 where a query may attend to a
   * key.
   *
   * @param call its inputs are query, value, and optionally key and attention mask
   * @param window how near a key must be; null for any distance
   * @return shape {@code (batch or 1, queries, keys)}; null if every query may attend to every key
   */
  static @Nullable Value of(LayerCall call, @Nullable Integer window) {
    Ops ops = call.ops();
    long queries = call.inputs().get(0).dim(1);
    long keys = call.inputs().get(1).dim(1);
    Value query = call.mask(0);
    Value value = call.mask(1);
    Value key = call.inputs().size() > 2 ? call.mask(2) : null;
    Value joined = query == null ? null : ops.expandDims(query, -1);
    joined = and(ops, joined, value == null ? null : ops.expandDims(value, -2));
    joined = and(ops, joined, key == null ? null : ops.expandDims(key, -2));
    joined = and(ops, joined, call.mode().causal() ? causal(ops, queries, keys) : null);
    joined =
        and(ops, joined, window == null ? null : band(ops, queries, keys, window - 1, window - 1));
    return and(ops, joined, call.inputs().size() > 3 ? call.inputs().get(3) : null);
  }

  private static @Nullable Value and(Ops ops, @Nullable Value a, @Nullable Value b) {
    return a == null ? b : b == null ? a : ops.multiply(a, b);
  }

  /** Returns 1 where a key comes no later than the query, of shape {@code (1, queries, keys)}. */
  static Value causal(Ops ops, long queries, long keys) {
    return band(ops, queries, keys, queries, 0);
  }

  /** Returns 1 where a key lies at most so many positions before or after the query. */
  private static Value band(Ops ops, long queries, long keys, long before, long after) {
    double[] allowed = new double[Math.toIntExact(queries * keys)];
    Arrays.setAll(
        allowed, i -> i / keys - i % keys <= before && i % keys - i / keys <= after ? 1 : 0);
    return ops.constant(allowed, 1, queries, keys);
  }
}
