package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.single;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Functions that cut, join, repeat and move elements. */
final class PartFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";
  private static final String CORE = "keras.src.ops.core";

  static final List<Function> ALL =
      List.of(
          list(
              "Concatenate",
              "xs",
              call ->
                  call.ops().concatenate(call.inputs(), call.axis("axis", call.inputs().get(0)))),
          single(NUMPY, "Cumsum", PartFunctions::cumulativeSum).with("axis=null", "dtype=null"),
          single(NUMPY, "Flip", PartFunctions::flip).with("axis=null"),
          Function.plain(
              NUMPY,
              "GetItem",
              List.of("x", "key"),
              call -> List.of(Index.of(call.constant("key")).record(call.ops(), call.x()))),
          single(NUMPY, "Pad", PartFunctions::pad)
              .with("pad_width", "mode=\"constant\"")
              .withKeyword("constant_values", "null"),
          single(
                  NUMPY,
                  "Repeat",
                  call ->
                      call.ops()
                          .repeat(call.x(), call.axis("axis", call.x()), call.integer("repeats")))
              .with("repeats", "axis=null"),
          single(NUMPY, "Roll", PartFunctions::roll).with("shift", "axis=null"),
          Function.plain(NUMPY, "Split", List.of("x"), PartFunctions::split)
              .with("indices_or_sections", "axis=0"),
          list(
              "Stack",
              "x",
              call ->
                  call.ops()
                      .stack(
                          call.inputs(),
                          call.axis(call.integer("axis"), call.inputs().get(0).rank() + 1))),
          Function.plain(NUMPY, "Take", List.of("x", "indices"), call -> List.of(take(call)))
              .with("axis=null"),
          single(NUMPY, "Tile", PartFunctions::tile).with("repeats"),
          Function.plain(CORE, "Unstack", List.of("x"), PartFunctions::unstack)
              .with("num=null", "axis=0"));

  private PartFunctions() {}

  private static Function list(
      String name, String operand, java.util.function.Function<FunctionCall, Value> body) {
    return new Function(
            NUMPY,
            name,
            List.of(operand),
            true,
            Map.of(),
            List.of(),
            call -> List.of(body.apply(call)))
        .with("axis=0");
  }

  private static Value cumulativeSum(FunctionCall call) {
    Value x = call.x();
    int axis = call.axis("axis", x);
    List<Value> sums = new ArrayList<>();
    for (long i = 0; i < x.dim(axis); i++) {
      Value next = call.ops().slice(x, axis, i, 1);
      sums.add(sums.isEmpty() ? next : call.ops().add(sums.get(sums.size() - 1), next));
    }
    return call.ops().concatenate(sums, axis);
  }

  private static Value flip(FunctionCall call) {
    Value x = call.x();
    for (int axis : call.axes("axis", x)) {
      x = call.ops().reverse(x, axis);
    }
    return x;
  }

  private static Value tile(FunctionCall call) {
    int[] repeats = call.integers("repeats");
    Value x = call.x();
    call.expect(
        repeats.length <= x.rank() && (repeats.length < x.rank() || repeats[0] == 1),
        "repeats",
        "a number for each axis, 1 for the batch axis");
    for (int i = 1; i <= repeats.length; i++) {
      int axis = x.rank() - i;
      List<Value> copies = java.util.Collections.nCopies(repeats[repeats.length - i], x);
      x = copies.size() == 1 ? x : call.ops().concatenate(copies, axis);
    }
    return x;
  }

  private static Value roll(FunctionCall call) {
    int axis = call.axis("axis", call.x());
    long length = call.x().dim(axis);
    long shift = Math.floorMod(call.integer("shift"), length);
    return shift == 0
        ? call.x()
        : call.ops()
            .concatenate(
                List.of(
                    call.ops().slice(call.x(), axis, length - shift, shift),
                    call.ops().slice(call.x(), axis, 0, length - shift)),
                axis);
  }

  private static Value pad(FunctionCall call) {
    call.only(call.setting("mode").asText().equals("constant"), "mode", "constant");
    JsonNode widths = call.setting("pad_width");
    Value x = call.x();
    call.expect(
        widths.size() == x.rank()
            && widths.get(0).path(0).asInt() == 0
            && widths.get(0).path(1).asInt() == 0,
        "pad_width",
        "[before, after] for each axis, [0, 0] for the batch axis");
    double number = call.setting("constant_values").isNull() ? 0 : call.real("constant_values");
    for (int i = 1; i < widths.size(); i++) {
      x =
          call.ops()
              .pad(x, i, widths.get(i).path(0).asInt(), widths.get(i).path(1).asInt(), number);
    }
    return x;
  }

  private static List<Value> split(FunctionCall call) {
    Value x = call.x();
    int axis = call.axis("axis", x);
    List<Long> ends = new ArrayList<>();
    if (call.setting("indices_or_sections").isInt()) {
      int sections = call.integer("indices_or_sections");
      call.expect(
          sections > 0 && x.dim(axis) % sections == 0,
          "indices_or_sections",
          "a number that divides the length " + x.dim(axis));
      for (int i = 1; i < sections; i++) {
        ends.add(i * x.dim(axis) / sections);
      }
    } else {
      IntStream.of(call.integers("indices_or_sections")).asLongStream().forEach(ends::add);
    }
    ends.add(x.dim(axis));
    List<Value> parts = new ArrayList<>();
    long start = 0;
    for (long end : ends) {
      parts.add(call.ops().slice(x, axis, start, end - start));
      start = end;
    }
    return parts;
  }

  private static List<Value> unstack(FunctionCall call) {
    int axis = call.axis("axis", call.x());
    List<Value> parts = new ArrayList<>();
    for (long i = 0; i < call.x().dim(axis); i++) {
      parts.add(call.ops().select(call.x(), axis, i));
    }
    return parts;
  }

  private static Value take(FunctionCall call) {
    Ops ops = call.ops();
    Value x = call.x();
    int axis = call.axis("axis", x);
    JsonNode indices = Literal.plain(call.constant("indices"));
    if (indices.isInt()) {
      return ops.select(x, axis, position(indices, x.dim(axis)));
    }
    List<Value> parts = new ArrayList<>();
    for (JsonNode index : indices) {
      parts.add(ops.slice(x, axis, position(index, x.dim(axis)), 1));
    }
    return ops.concatenate(parts, axis);
  }

  private static long position(JsonNode index, long length) {
    Check.refuse(
        !index.isInt(), "Take takes 'indices' that are whole numbers, but was given %s.", index);
    return index.intValue() < 0 ? index.intValue() + length : index.intValue();
  }
}
