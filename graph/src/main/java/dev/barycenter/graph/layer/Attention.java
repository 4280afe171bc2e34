package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by inner products (Luong et al., arXiv 1508.04025): {@code y = softmax(q k^T) v}.
 *
 * <p>Inputs are {@code [query, value]} or {@code [query, value, key]} of shapes {@code (queries,
 * n)}, {@code (values, m)} and {@code (values, n)}; output {@code (queries, m)}. Weights: {@code
 * scale} and {@code concat_score_weight}, scalars.
 *
 * @param useScale whether scores are multiplied with a learned number
 * @param scoreMode how a query is compared with a key
 * @param dropout the share of attention dropped in training
 */
public record Attention(
    @Default("false") boolean useScale,
    @Default("dot") ScoreMode scoreMode,
    @Default("0.0") double dropout,
    @Default("null") @Nullable JsonNode seed)
    implements Attending {

  /** Checks the arguments. */
  public Attention {
    Check.fraction("dropout", dropout);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Attending.outputShape("Attention", inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    List<WeightSpec> weights = new ArrayList<>();
    if (useScale) {
      weights.add(one("scale"));
    }
    if (scoreMode == ScoreMode.CONCAT) {
      weights.add(one("concat_score_weight"));
    }
    return weights;
  }

  private static WeightSpec one(String name) {
    return WeightSpec.trainable(name, Shape.of(), new Initializer.Ones(), null, null);
  }

  @Override
  public Value scores(LayerCall call, Value query, Value key) {
    Ops ops = call.ops();
    if (scoreMode == ScoreMode.DOT) {
      Value product = ops.matmul(query, key, false, true);
      return useScale ? ops.multiply(product, call.weight("scale")) : product;
    }
    Value sum = ops.add(ops.expandDims(query, 2), ops.expandDims(key, 1));
    Value scaled = useScale ? ops.multiply(sum, call.weight("scale")) : sum;
    return ops.multiply(ops.sum(ops.tanh(scaled), false, -1), call.weight("concat_score_weight"));
  }
}
