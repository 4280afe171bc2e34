package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;

/** How whole numbers that name categories become numbers that a network can read. */
public enum Encoding {
  /** The whole number itself. */
  INT,
  /** 1 at the category's position, 0 elsewhere, for each number. */
  ONE_HOT,
  /** 1 at the position of each category that occurs in the first axis of an example. */
  MULTI_HOT,
  /** How often each category occurs in the first axis of an example. */
  COUNT;

  /** Returns the shape that inputs of a shape have when encoded. */
  Shape outputShape(String layer, Shape input, int depth) {
    if (this == INT) {
      return input;
    }
    if (this == ONE_HOT) {
      boolean shrinks = input.rank() > 0 && input.last() == 1;
      return (shrinks ? input.slice(0, input.rank() - 1) : input).plus(depth);
    }
    Check.refuse(
        input.rank() == 0,
        "%s counts along the first axis of an example, but the input has shape %s. Reshape it to (1,).",
        layer,
        input);
    return input.slice(1, input.rank()).plus(depth);
  }

  /** Records the encoding of an array of whole numbers. */
  Value record(Ops ops, Value x, int depth) {
    return switch (this) {
      case INT -> x;
      case ONE_HOT -> ops.oneHot(shrunk(ops, x), depth);
      case MULTI_HOT -> ops.max(ops.oneHot(x, depth), false, 1);
      case COUNT -> ops.sum(ops.oneHot(x, depth), false, 1);
    };
  }

  private static Value shrunk(Ops ops, Value x) {
    if (x.rank() < 2 || x.dim(-1) != 1) {
      return x;
    }
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank() - 1; i++) {
      dims.add(x.dim(i));
    }
    return ops.reshape(x, dims.stream().mapToLong(Long::longValue).toArray());
  }
}
