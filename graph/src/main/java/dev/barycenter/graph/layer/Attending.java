package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attention layer over {@code [query, value]} or {@code [query, value, key]}.
 *
 * <p>Shapes, batch axis excluded: {@code query} of {@code (queries, n)}, {@code value} of {@code
 * (values, m)}, {@code key} of {@code (values, n)}, by default the value; output {@code (queries,
 * m)}. The mask of the value, and causality if the call asks for it, keep positions out of the
 * softmax; outputs are zero where the query is masked, and the query's mask is handed on.
 */
interface Attending extends Layer {
  /** Returns how well each query fits each key, of shape {@code (batch, queries, values)}. */
  Value scores(LayerCall call, Value query, Value key);

  /** Returns the share of attention dropped in training. */
  double dropout();

  /** Returns the seed of the layer. */
  @Nullable JsonNode seed();

  /** Checks the inputs. */
  static Shape outputShape(String layer, List<Shape> inputs) {
    Check.refuse(
        inputs.size() != 2 && inputs.size() != 3,
        "%s takes [query, value] or [query, value, key], but is given %d inputs: %s.",
        layer,
        inputs.size(),
        inputs);
    Check.refuse(
        inputs.stream().anyMatch(shape -> shape.rank() != 2),
        "%s takes inputs of shape (time, features), but is given %s. Reshape them first.",
        layer,
        inputs);
    Shape query = inputs.get(0);
    Shape key = inputs.get(inputs.size() - 1);
    Check.refuse(
        query.last() != key.last() || key.dim(0) != inputs.get(1).dim(0),
        "%s needs query and key of the same width, and as many keys as values, but is given %s.",
        layer,
        inputs);
    return query.with(-1, inputs.get(1).last());
  }

  @Override
  default Value call(LayerCall call) {
    Ops ops = call.ops();
    Value query = call.inputs().get(0);
    Value value = call.inputs().get(1);
    Value key = call.inputs().get(call.inputs().size() - 1);
    Value scores = scores(call, query, key);
    Value allowed = allowed(call, query.dim(1), value.dim(1));
    if (allowed != null) {
      scores = ops.where(allowed, scores, ops.shift(scores, -1e9));
    }
    Value weights = ops.softmax(scores, -1);
    if (call.training() && dropout() > 0) {
      double scale = 1 / (1 - dropout());
      weights = ops.multiply(weights, Noise.keep(call, dropout(), seed(), scale, weights.shape()));
    }
    Value made = ops.matmul(weights, value, false, false);
    Value queryMask = call.mask(0);
    return queryMask == null
        ? made
        : ops.where(ops.expandDims(queryMask, -1), made, ops.constant(0));
  }

  private static @Nullable Value allowed(LayerCall call, long queries, long values) {
    Value valueMask = call.mask(1);
    Value allowed = valueMask == null ? null : call.ops().expandDims(valueMask, 1);
    if (!call.mode().causal()) {
      return allowed;
    }
    Value causal = AttentionMask.causal(call.ops(), queries, values);
    return allowed == null ? causal : call.ops().multiply(allowed, causal);
  }

  @Override
  default @Nullable Value outputMask(LayerCall call) {
    return call.mask(0);
  }

  @Override
  default boolean isRandom() {
    return dropout() > 0;
  }
}
