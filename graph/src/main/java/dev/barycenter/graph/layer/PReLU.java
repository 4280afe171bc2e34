package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code x} above 0, else {@code alpha * x} with a learned alpha (He et al., arXiv 1502.01852).
 *
 * @param sharedAxes the axes along which all positions share one alpha, batch axis counted as 0,
 *     such as {@code [1, 2]} for one alpha for each channel of an image; null for none
 */
public record PReLU(
    @Default("zeros") Initializer alphaInitializer,
    @Default("null") @Nullable Regularizer alphaRegularizer,
    @Default("null") @Nullable Constraint alphaConstraint,
    @Default("null") @Nullable List<Integer> sharedAxes)
    implements ShapePreserving {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("PReLU", inputs);
    alpha(input);
    return input;
  }

  private Shape alpha(Shape input) {
    Shape alpha = input;
    for (int axis : sharedAxes == null ? List.<Integer>of() : sharedAxes) {
      alpha = alpha.with(Check.axis("PReLU", input, axis) - 1, 1);
    }
    Check.refuse(
        !alpha.isKnown(),
        "PReLU must know the lengths of the axes that it does not share, but the input has shape %s. Share the unknown axes by 'shared_axes', or give the input a full shape.",
        input);
    return alpha;
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape shape = alpha(inputs.get(0));
    return List.of(
        WeightSpec.trainable("alpha", shape, alphaInitializer, alphaRegularizer, alphaConstraint));
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value below = ops.relu(ops.negative(call.input()));
    return ops.subtract(ops.relu(call.input()), ops.multiply(call.weight("alpha"), below));
  }
}
