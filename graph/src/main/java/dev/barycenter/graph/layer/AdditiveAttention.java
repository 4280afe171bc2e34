package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by sums (Bahdanau et al., arXiv 1409.0473): {@code y = softmax(sum(scale tanh(q + k)))
 * v}.
 *
 * <p>Inputs are {@code [query, value]} or {@code [query, value, key]} of shapes {@code (queries,
 * n)}, {@code (values, m)} and {@code (values, n)}; output {@code (queries, m)}. Weight: {@code
 * scale}, of shape {@code (n)}.
 *
 * @param useScale whether each feature counts by a learned number
 * @param dropout the share of attention dropped in training
 */
public record AdditiveAttention(
    @Default("true") boolean useScale,
    @Default("0.0") double dropout,
    @Default("null") @Nullable JsonNode seed)
    implements Attending {

  /** Checks the arguments. */
  public AdditiveAttention {
    Check.fraction("dropout", dropout);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Attending.outputShape("AdditiveAttention", inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    if (!useScale) {
      return List.of();
    }
    Check.known("AdditiveAttention", inputs.get(0), -1);
    return List.of(
        WeightSpec.trainable(
            "scale",
            Shape.of(inputs.get(0).last()),
            new Initializer.GlorotUniform(null),
            null,
            null));
  }

  @Override
  public Value scores(LayerCall call, Value query, Value key) {
    Ops ops = call.ops();
    Value compared = ops.tanh(ops.add(ops.expandDims(query, 2), ops.expandDims(key, 1)));
    Value scaled = useScale ? ops.multiply(compared, call.weight("scale")) : compared;
    return ops.sum(scaled, false, -1);
  }
}
