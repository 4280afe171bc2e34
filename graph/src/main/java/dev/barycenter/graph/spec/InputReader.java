package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a model says of an input: a shape, or a shape and what its numbers are. */
final class InputReader {
  private static final List<String> REAL = List.of("float32", "float64", "float16", "bfloat16");
  private static final List<String> WHOLE =
      List.of("int32", "int64", "int16", "int8", "uint8", "bool");

  private final Problems problems;

  InputReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads an input; null (and a problem) if its shape is missing or is none. */
  Model.@Nullable Input read(String name, JsonNode node, String place, List<String> keys) {
    boolean integers = false;
    JsonNode shape = node;
    String at = place;
    if (node.isObject()) {
      ModelReader.expectKeys(node, place, keys, problems);
      integers = integers(node.get("dtype"), place + "/dtype");
      shape = node.path("shape");
      at = node.has("shape") ? place + "/shape" : place;
    }
    if (shape.isMissingNode() || shape.isNull()) {
      problems.add(
          at,
          "Input '%s' has no shape. Write that of one example without the batch axis, such as [784],"
              + " or [null, 16] where the first axis varies.",
          name);
      return null;
    }
    Shape read = shape(shape, at);
    return read == null ? null : new Model.Input(name, read, integers);
  }

  private boolean integers(@Nullable JsonNode dtype, String place) {
    if (dtype == null || REAL.contains(dtype.asText())) {
      return false;
    }
    if (!WHOLE.contains(dtype.asText())) {
      problems.add(
          place,
          "Unknown dtype '%s'. %s",
          dtype.asText(),
          Problems.suggestion(dtype.asText(), List.of("float32", "int32")));
    }
    return true;
  }

  private @Nullable Shape shape(JsonNode node, String place) {
    List<Integer> dims = new ArrayList<>();
    if (node.isInt()) {
      dims.add(node.intValue());
    } else if (node.isArray()) {
      node.forEach(axis -> dims.add(axis(axis)));
    }
    boolean wellFormed = node.isInt() || node.isArray();
    if (!wellFormed || dims.contains(0) || dims.stream().anyMatch(d -> d < Shape.UNKNOWN)) {
      problems.add(
          place,
          "Found %s: expected the shape of one example without the batch axis, such as [28, 28, 1];"
              + " null stands for an axis that varies.",
          node);
      return null;
    }
    return new Shape(dims);
  }

  private static int axis(JsonNode axis) {
    if (axis.isNull() || axis.asText().toLowerCase(Locale.ROOT).equals("none")) {
      return Shape.UNKNOWN;
    }
    return axis.isInt() && axis.intValue() > 0 ? axis.intValue() : 0;
  }
}
