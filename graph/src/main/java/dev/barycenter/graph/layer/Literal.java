package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Constants in the arguments of an {@link Operation}: numbers, flags, nested lists of them. */
final class Literal {
  private static final Set<String> ARRAYS = Set.of("__tensor__", "__numpy__");

  private Literal() {}

  /** Returns the plain form of a constant that Keras wrote as an array. */
  static JsonNode plain(JsonNode node) {
    return ARRAYS.contains(node.path("class_name").asText())
        ? node.path("config").path("value")
        : node;
  }

  /** Returns a single number; null for an array. */
  static @Nullable Double number(JsonNode node) {
    JsonNode plain = plain(node);
    if (plain.isBoolean()) {
      return plain.booleanValue() ? 1.0 : 0.0;
    }
    return plain.isNumber() ? plain.doubleValue() : null;
  }

  /** Records a constant. */
  static Value value(Ops ops, String name, JsonNode node) {
    JsonNode plain = plain(node);
    List<Double> numbers = new ArrayList<>();
    Check.refuse(
        !collect(plain, numbers),
        "'%s' is %s: expected a number or a nested list of numbers.",
        name,
        node);
    long[] shape = shape(plain);
    long size = 1;
    for (long dim : shape) {
      size *= dim;
    }
    Check.refuse(size != numbers.size(), "'%s' is %s: its lists differ in length.", name, node);
    return shape.length == 0
        ? ops.constant(numbers.get(0))
        : ops.constant(numbers.stream().mapToDouble(Double::doubleValue).toArray(), shape);
  }

  private static boolean collect(JsonNode node, List<Double> numbers) {
    if (!node.isArray()) {
      Double number = number(node);
      if (number != null) {
        numbers.add(number);
      }
      return number != null;
    }
    boolean good = true;
    for (JsonNode element : node) {
      good &= collect(element, numbers);
    }
    return good;
  }

  private static long[] shape(JsonNode node) {
    List<Long> dims = new ArrayList<>();
    for (JsonNode at = node; at.isArray(); at = at.path(0)) {
      dims.add((long) at.size());
    }
    return dims.stream().mapToLong(Long::longValue).toArray();
  }
}
