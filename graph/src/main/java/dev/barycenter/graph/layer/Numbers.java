package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;

/** Arguments that are one number or nested lists of numbers, as NumPy arrays are written. */
final class Numbers {
  private Numbers() {}

  /** Checks that an argument is a number or a (nested) list of numbers. */
  static void check(String argument, JsonNode node) {
    Check.refuse(
        flat(node).isEmpty() || flat(node).stream().anyMatch(n -> !n.isNumber()),
        "'%s' is %s: expected a number or a list of numbers.",
        argument,
        node);
  }

  /** Checks that an argument has one number, or one for each channel. */
  static void fit(String argument, JsonNode node, Shape input) {
    Check.refuse(
        !node.isNumber() && node.size() != 1 && (input.rank() == 0 || node.size() != input.last()),
        "'%s' has %d numbers, but the last axis of the input %s has another length. Give one number, or one for each channel.",
        argument,
        node.size(),
        input);
  }

  /** Returns the lengths of the nested lists, outermost first; none for a single number. */
  static long[] shape(JsonNode node) {
    List<Integer> dims = new ArrayList<>();
    for (JsonNode at = node; at.isArray(); at = at.path(0)) {
      dims.add(at.size());
    }
    return dims.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns the numbers in order. */
  static double[] values(JsonNode node) {
    return flat(node).stream().mapToDouble(JsonNode::doubleValue).toArray();
  }

  /** Records the numbers as a constant with one axis. */
  static Value constant(Ops ops, JsonNode node) {
    double[] values = values(node);
    return ops.constant(values, values.length);
  }

  private static List<JsonNode> flat(JsonNode node) {
    if (!node.isArray()) {
      return List.of(node);
    }
    List<JsonNode> all = new ArrayList<>();
    node.forEach(element -> all.addAll(flat(element)));
    return all;
  }
}
