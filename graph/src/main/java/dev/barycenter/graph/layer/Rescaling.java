package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * {@code y = x * scale + offset}.
 *
 * @param scale one number, or one for each channel of the last axis
 * @param offset one number, or one for each channel of the last axis
 */
public record Rescaling(JsonNode scale, @Default("0.0") JsonNode offset)
    implements ShapePreserving {

  /** Checks the arguments. */
  public Rescaling {
    Numbers.check("scale", scale);
    Numbers.check("offset", offset);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Rescaling", inputs);
    Numbers.fit("scale", scale, input);
    Numbers.fit("offset", offset, input);
    return input;
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value x = ops.cast(call.input(), ops.trace().type());
    Value scaled =
        scale.isNumber()
            ? ops.scale(x, scale.doubleValue())
            : ops.multiply(x, Numbers.constant(ops, scale));
    return offset.isNumber()
        ? ops.shift(scaled, offset.doubleValue())
        : ops.add(scaled, Numbers.constant(ops, offset));
  }
}
