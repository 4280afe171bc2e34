package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer on any axes: {@code y = activation(einsum(equation, x, kernel) + bias)}.
 *
 * <p>The equation names the axes of input, kernel and output, batch axis included, and may leave
 * out axes at one end: {@code abc,cd->abd}, {@code ...x,xy->...y} or {@code ab...,bc->ac...}.
 *
 * @param equation the axes
 * @param outputShape the lengths of the output's axes, batch axis and elided ones left out; null
 *     where the input tells
 * @param biasAxes the axes of the output along which the bias differs; null for no bias
 */
public record EinsumDense(
    String equation,
    JsonNode outputShape,
    @Default("linear") Activation activation,
    @Default("null") @Nullable String biasAxes,
    @Default("glorot_uniform") Initializer kernelInitializer,
    @Default("zeros") Initializer biasInitializer,
    @Default("null") @Nullable Regularizer kernelRegularizer,
    @Default("null") @Nullable Regularizer biasRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint kernelConstraint,
    @Default("null") @Nullable Constraint biasConstraint)
    implements Layer {

  /** Checks the arguments. */
  public EinsumDense {
    EinsumAxes.check(equation);
    EinsumAxes.read(outputShape);
  }

  private EinsumAxes axes(List<Shape> inputs) {
    Shape input = Check.one("EinsumDense", inputs);
    return new EinsumAxes(equation, input, EinsumAxes.read(outputShape));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return axes(inputs).output();
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    EinsumAxes axes = axes(inputs);
    int[] fans = axes.fans();
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel",
            axes.kernel(),
            new Initializer.Fans(kernelInitializer, fans[0], fans[1]),
            kernelRegularizer,
            kernelConstraint));
    if (biasAxes != null) {
      weights.add(
          WeightSpec.trainable(
              "bias", axes.bias(biasAxes), biasInitializer, biasRegularizer, biasConstraint));
    }
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    long[] dims = call.input().shape();
    int[] step = new int[dims.length - 1];
    for (int i = 0; i < step.length; i++) {
      step[i] = (int) dims[i + 1];
    }
    EinsumAxes axes = axes(List.of(Shape.of(step)));
    Value y = axes.einsum().apply(call.ops(), call.input(), call.weight("kernel"));
    return activation.apply(
        call.ops(), biasAxes == null ? y : call.ops().add(y, call.weight("bias")));
  }
}
