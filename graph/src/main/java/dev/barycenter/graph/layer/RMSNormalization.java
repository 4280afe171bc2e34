package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * Divides by the root of the mean square over some axes of each example: {@code y = scale x /
 * sqrt(mean(x^2) + epsilon)} (Zhang and Sennrich, arXiv 1910.07467). As in Keras, it hands on no
 * mask.
 *
 * @param axis the axes, batch axis counted as 0; negative positions count from the last
 * @param epsilon added to the mean square
 */
public record RMSNormalization(@Default("-1") Dims axis, @Default("1e-6") double epsilon)
    implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("RMSNormalization", inputs);
    Normalized.axes("RMSNormalization", input, axis.values());
    return input;
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape shape = Normalized.kept("RMSNormalization", inputs.get(0), axis.values());
    return List.of(WeightSpec.trainable("scale", shape, new Initializer.Ones(), null, null));
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = call.input();
    int[] axes = Normalized.axes(x, axis.values());
    Value squares = ops.mean(ops.square(x), true, axes);
    Value unit = ops.divide(x, ops.sqrt(ops.shift(squares, epsilon)));
    return ops.multiply(unit, ops.reshape(call.weight("scale"), Normalized.along(x, axes)));
  }
}
