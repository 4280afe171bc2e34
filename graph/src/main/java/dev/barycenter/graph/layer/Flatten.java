package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * All axes of an example in a row: {@code (a, b, c)} becomes {@code (a b c)}, in C order.
 *
 * @param dataFormat with channels first the channels are moved to the end before
 */
public record Flatten(@Default("channels_last") DataFormat dataFormat) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Math.toIntExact(Check.one("Flatten", inputs).size()));
  }

  @Override
  public Value call(LayerCall call) {
    Value x = dataFormat.channelsLast(call.ops(), call.input());
    return call.ops().reshape(x, call.batch(), x.size() / call.batch());
  }
}
