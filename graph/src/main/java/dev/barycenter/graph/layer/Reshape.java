package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * The same numbers, in the same order, in another shape.
 *
 * @param targetShape the lengths of the axes after the batch axis; one of them may be -1 for
 *     whatever is left
 */
public record Reshape(List<Integer> targetShape) implements Layer {

  /** Checks that every length is positive, one of them possibly -1. */
  public Reshape {
    targetShape = List.copyOf(targetShape);
    Check.refuse(
        targetShape.stream().anyMatch(d -> d < 1 && d != -1)
            || targetShape.stream().filter(d -> d == -1).count() > 1,
        "'target_shape' is %s: expected positive lengths, at most one of them -1.",
        targetShape);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Reshape", inputs);
    long given =
        targetShape.stream().filter(d -> d != -1).mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    int open = targetShape.indexOf(-1);
    if (!input.isKnown()) {
      Check.refuse(
          open < 0,
          "Reshape cannot tell whether an input of shape %s fits into %s. Write -1 for one length, or give the input a full shape.",
          input,
          targetShape);
      return new Shape(targetShape);
    }
    Check.refuse(
        open < 0 ? input.size() != given : input.size() % given != 0,
        "Reshape cannot make %s of an input of shape %s with %d numbers. Choose lengths whose product is that.",
        targetShape,
        input,
        input.size());
    Shape shape = new Shape(targetShape);
    return open < 0 ? shape : shape.with(open, (int) (input.size() / given));
  }

  @Override
  public Value call(LayerCall call) {
    Value x = call.input();
    long[] shape = new long[targetShape.size() + 1];
    shape[0] = call.batch();
    long given = 1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = targetShape.get(i - 1);
      given *= shape[i] == -1 ? 1 : shape[i];
    }
    for (int i = 1; i < shape.length; i++) {
      shape[i] = shape[i] == -1 ? x.size() / call.batch() / given : shape[i];
    }
    return call.ops().reshape(x, shape);
  }
}
