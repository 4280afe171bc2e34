package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * Keras's layer {@code Activation}: {@code y = activation(x)}.
 *
 * @param activation the function
 */
@Key("Activation")
public record ActivationLayer(Activation activation) implements ShapePreserving {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return activation.outputShape(Check.one("Activation", inputs));
  }

  @Override
  public Value call(LayerCall call) {
    return activation.apply(call.ops(), call.input());
  }
}
