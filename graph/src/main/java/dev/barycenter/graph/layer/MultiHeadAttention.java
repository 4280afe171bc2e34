package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scaled inner-product attention in several learned subspaces (Vaswani et al., arXiv 1706.03762).
 *
 * <p>Inputs, batch axis excluded: {@code query} of {@code (queries, n)}, {@code value} of {@code
 * (values, m)}, optionally {@code key} of {@code (values, k)}, by default the value, and
 * optionally, as a fourth one, an attention mask of {@code (queries, values)} with 1 where a query
 * may attend. Output: {@code (queries, n)}, or {@code (queries, ...outputShape)}. There may be more
 * axes before the last; {@code attentionAxes} tells which are attended over, by default all.
 *
 * <p>Weights, with {@code h} heads: {@code query/kernel} {@code (n, h, keyDim)}, {@code
 * key/kernel}, {@code value/kernel} {@code (m, h, valueDim)}, {@code attention_output/kernel}
 * {@code (h, valueDim, n)}, each with a {@code bias}.
 *
 * <p>The masks of query, value and key, causality if the call asks for it, the window and the
 * attention mask are joined. As in Keras 3, a query that may attend to nothing attends to
 * everything alike, but gives zeros if {@code dropout} is not 0 or inputs have more than two axes.
 * The query's mask is handed on.
 *
 * @param keyDim the width of the query and key of one head
 * @param valueDim the width of the value of one head; null for {@code keyDim}
 * @param dropout the share of attention dropped in training
 * @param useGate whether what the heads found is multiplied with a learned gate of the query
 * @param slidingWindow how near a key must be: less than this many positions; null for any distance
 */
public record MultiHeadAttention(
    int numHeads,
    int keyDim,
    @Default("null") @Nullable Integer valueDim,
    @Default("0.0") double dropout,
    @Default("true") boolean useBias,
    @Default("null") @Nullable Dims outputShape,
    @Default("null") @Nullable Dims attentionAxes,
    @Default("null") @Nullable Integer slidingWindow,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint biasConstraint,
    @Default("false") boolean useGate,
    @Default("null") @Nullable JsonNode seed)
    implements Layer {

  /** Checks the arguments. */
  public MultiHeadAttention {
    Check.positive("num_heads", numHeads);
    Check.positive("key_dim", keyDim);
    Check.positive("value_dim", valueDim == null ? keyDim : valueDim);
    Check.positive("sliding_window", slidingWindow == null ? 1 : slidingWindow);
    Check.fraction("dropout", dropout);
    Check.refuse(
        activityRegularizer != null,
        "MultiHeadAttention cannot have 'activity_regularizer', which in Keras counts its projections. Put it on the layer after it.");
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Check.refuse(
        inputs.size() < 2 || inputs.size() > 4,
        "MultiHeadAttention takes (query, value), (query, value, key) or (query, value, key, attention_mask), but is given %d inputs. For self-attention pass the same tensor twice.",
        inputs.size());
    List<Shape> tensors = inputs.subList(0, Math.min(3, inputs.size()));
    Shape query = inputs.get(0);
    Check.refuse(
        tensors.stream().anyMatch(shape -> shape.rank() != query.rank()) || query.rank() < 2,
        "MultiHeadAttention takes inputs of shape (time, features) with equally many axes, but is given %s. Reshape them first.",
        tensors);
    tensors.forEach(shape -> Check.known("MultiHeadAttention", shape, -1));
    Shape value = inputs.get(1);
    Shape key = tensors.get(tensors.size() - 1);
    Check.refuse(
        tensors.size() == 3
            && !value.slice(0, value.rank() - 1).equals(key.slice(0, key.rank() - 1)),
        "MultiHeadAttention needs as many keys as values, but is given %s and %s.",
        key,
        value);
    axes(query.rank() + 1);
    if (outputShape == null) {
      return query;
    }
    List<Integer> dims = new ArrayList<>(query.dims().subList(0, query.rank() - 1));
    dims.addAll(outputShape.values());
    return new Shape(dims);
  }

  /** Returns the axes attended over, counted with the batch axis. */
  private List<Integer> axes(int rank) {
    if (attentionAxes == null) {
      return IntStream.range(1, rank - 1).boxed().toList();
    }
    List<Integer> axes =
        attentionAxes.values().stream().map(axis -> axis < 0 ? axis + rank : axis).toList();
    Check.refuse(
        axes.stream().anyMatch(axis -> axis < 1 || axis > rank - 2)
            || axes.stream().distinct().count() != axes.size(),
        "'attention_axes' is %s: expected different axes from 1 to %d, counted with the batch axis.",
        attentionAxes,
        rank - 2);
    return axes;
  }

  /** Returns the projections of the inputs, in the order of their weights. */
  private Map<String, EinsumDense> projections(int rank) {
    Map<String, EinsumDense> parts = new LinkedHashMap<>();
    parts.put("query", projection().of(rank, 1, Activation.LINEAR, List.of(numHeads, keyDim)));
    parts.put("key", projection().of(rank, 1, Activation.LINEAR, List.of(numHeads, keyDim)));
    if (useGate) {
      parts.put("gate", projection().of(rank, 1, Activation.SIGMOID, List.of(numHeads, width())));
    }
    parts.put("value", projection().of(rank, 1, Activation.LINEAR, List.of(numHeads, width())));
    return parts;
  }

  private EinsumDense output(int rank, int width) {
    List<Integer> lengths = outputShape == null ? List.of(width) : outputShape.values();
    return projection().of(rank, 2, Activation.LINEAR, lengths);
  }

  private Projection projection() {
    return new Projection(
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        kernelConstraint,
        biasConstraint);
  }

  private int width() {
    return valueDim == null ? keyDim : valueDim;
  }

  /** Returns what each projection reads. */
  private static <T> Map<String, T> reads(List<T> inputs) {
    T key = inputs.get(inputs.size() == 2 ? 1 : 2);
    return Map.of(
        "query", inputs.get(0), "gate", inputs.get(0), "key", key, "value", inputs.get(1));
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape query = inputs.get(0);
    List<WeightSpec> weights = new ArrayList<>();
    projections(query.rank())
        .forEach((part, dense) -> add(weights, part, dense, reads(inputs).get(part)));
    Shape found = query.slice(0, query.rank() - 1).plus(numHeads, width());
    add(weights, "attention_output", output(query.rank(), query.last()), found);
    return weights;
  }

  private static void add(List<WeightSpec> to, String part, EinsumDense dense, @Nullable Shape x) {
    dense.weights(List.of(Objects.requireNonNull(x))).forEach(w -> to.add(w.within(part)));
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    int rank = call.input().rank() - 1;
    Map<String, Value> reads = reads(call.inputs());
    Map<String, Value> projected = new HashMap<>();
    projections(rank)
        .forEach((part, dense) -> projected.put(part, project(call, part, dense, reads.get(part))));
    Heads heads = new Heads(rank + 2, axes(rank + 1));
    Value query = ops.scale(made(projected, "query"), 1 / Math.sqrt(keyDim));
    Value scores = heads.scores(ops, query, made(projected, "key"));
    boolean zeroIfNone = dropout > 0 || rank != 2;
    Value shares = heads.softmax(ops, scores, mask(call, heads), zeroIfNone);
    if (call.training() && dropout > 0) {
      double scale = 1 / (1 - dropout);
      shares = ops.multiply(shares, Noise.keep(call, dropout, seed, scale, shares.shape()));
    }
    Value found = heads.combine(ops, shares, made(projected, "value"));
    Value gated = useGate ? ops.multiply(found, made(projected, "gate")) : found;
    return project(call, "attention_output", output(rank, (int) call.input().dim(-1)), gated);
  }

  private static Value project(LayerCall call, String part, EinsumDense dense, @Nullable Value x) {
    return dense.call(call.inner(part, List.of(Objects.requireNonNull(x)), List.of()));
  }

  private static Value made(Map<String, Value> projected, String part) {
    return Objects.requireNonNull(projected.get(part));
  }

  private @Nullable Value mask(LayerCall call, Heads heads) {
    Check.refuse(
        (call.mode().causal() || slidingWindow != null) && !heads.axes().equals(List.of(1)),
        "A causal mask or 'sliding_window' needs attention over axis 1 alone, but 'attention_axes' is %s.",
        heads.axes());
    return AttentionMask.of(call, slidingWindow);
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    return call.mask(0);
  }

  @Override
  public boolean isRandom() {
    return dropout > 0;
  }
}
