package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.single;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Functions that move elements and change shapes. */
final class ShapeFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";
  private static final String CORE = "keras.src.ops.core";

  static final List<Function> ALL =
      List.of(
          single(NUMPY, "BroadcastTo", ShapeFunctions::broadcastTo).with("shape"),
          list(
              "Concatenate",
              "xs",
              call ->
                  call.ops().concatenate(call.inputs(), call.axis("axis", call.inputs().get(0)))),
          single(
                  NUMPY,
                  "ExpandDims",
                  call ->
                      call.ops()
                          .expandDims(
                              call.x(), call.axis(call.integer("axis"), call.x().rank() + 1)))
              .with("axis"),
          single(NUMPY, "Cumsum", ShapeFunctions::cumulativeSum).with("axis=null", "dtype=null"),
          single(NUMPY, "Flip", ShapeFunctions::flip).with("axis=null"),
          Function.plain(
              NUMPY,
              "GetItem",
              List.of("x", "key"),
              call -> List.of(Index.of(call.constant("key")).record(call.ops(), call.x()))),
          single(NUMPY, "Moveaxis", ShapeFunctions::moveAxis).with("source", "destination"),
          single(NUMPY, "Pad", ShapeFunctions::pad)
              .with("pad_width", "mode=\"constant\"")
              .withKeyword("constant_values", "null"),
          single(
                  NUMPY,
                  "Repeat",
                  call ->
                      call.ops()
                          .repeat(call.x(), call.axis("axis", call.x()), call.integer("repeats")))
              .with("repeats", "axis=null"),
          single(NUMPY, "Reshape", ShapeFunctions::reshape).with("newshape"),
          single(NUMPY, "Roll", ShapeFunctions::roll).with("shift", "axis=null"),
          Function.plain(NUMPY, "Split", List.of("x"), ShapeFunctions::split)
              .with("indices_or_sections", "axis=0"),
          single(NUMPY, "Squeeze", ShapeFunctions::squeeze).with("axis=null"),
          list(
              "Stack",
              "x",
              call ->
                  call.ops()
                      .stack(
                          call.inputs(),
                          call.axis(call.integer("axis"), call.inputs().get(0).rank() + 1))),
          single(NUMPY, "Swapaxes", ShapeFunctions::swapAxes).with("axis1", "axis2"),
          Function.plain(NUMPY, "Take", List.of("x", "indices"), call -> List.of(take(call)))
              .with("axis=null"),
          single(NUMPY, "Tile", ShapeFunctions::tile).with("repeats"),
          single(NUMPY, "Transpose", ShapeFunctions::transpose).with("axes=null"),
          Function.plain(CORE, "Unstack", List.of("x"), ShapeFunctions::unstack)
              .with("num=null", "axis=0"));

  private ShapeFunctions() {}

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

  /** Stretches an array; null and -1 stand for the array's own length. */
  private static Value broadcastTo(FunctionCall call) {
    int[] given = call.integers("shape");
    Value x = call.x();
    long[] shape = new long[given.length];
    for (int i = 1; i <= given.length; i++) {
      int length = given[given.length - i];
      shape[given.length - i] = length == -1 ? x.dim(-i) : length;
    }
    return call.ops().broadcastTo(x, shape);
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

  private static Value reshape(FunctionCall call) {
    int[] given = call.integers("newshape");
    long[] shape = IntStream.of(given).asLongStream().toArray();
    long known = IntStream.of(given).filter(d -> d != -1).asLongStream().reduce(1, (a, b) -> a * b);
    int open = 0;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == -1) {
        open++;
        shape[i] = call.x().size() / known;
      }
    }
    call.expect(open <= 1, "newshape", "at most one unknown length");
    return call.ops().reshape(call.x(), shape);
  }

  private static Value transpose(FunctionCall call) {
    int rank = call.x().rank();
    int[] order =
        call.setting("axes").isNull()
            ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
            : IntStream.of(call.integers("axes")).map(a -> a < 0 ? a + rank : a).toArray();
    call.expect(
        order.length == rank
            && IntStream.of(order)
                .sorted()
                .boxed()
                .toList()
                .equals(IntStream.range(0, rank).boxed().toList()),
        "axes",
        "each axis once");
    return call.ops().transpose(call.x(), order);
  }

  private static Value swapAxes(FunctionCall call) {
    int[] order = IntStream.range(0, call.x().rank()).toArray();
    int first = call.axis("axis1", call.x());
    int second = call.axis("axis2", call.x());
    order[first] = second;
    order[second] = first;
    return call.ops().transpose(call.x(), order);
  }

  private static Value moveAxis(FunctionCall call) {
    int source = call.axis("source", call.x());
    int destination = call.axis("destination", call.x());
    List<Integer> order = new ArrayList<>(IntStream.range(0, call.x().rank()).boxed().toList());
    order.remove(source);
    order.add(destination, source);
    return call.ops().transpose(call.x(), order.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Value squeeze(FunctionCall call) {
    Value x = call.x();
    boolean all = call.setting("axis").isNull();
    List<Integer> gone =
        IntStream.of(all ? IntStream.range(1, x.rank()).toArray() : call.axes("axis", x))
            .filter(axis -> !all || x.dim(axis) == 1)
            .boxed()
            .toList();
    call.expect(gone.stream().allMatch(a -> x.dim(a) == 1), "axis", "axes of length 1");
    long[] shape =
        IntStream.range(0, x.rank()).filter(i -> !gone.contains(i)).mapToLong(x::dim).toArray();
    return call.ops().reshape(x, shape);
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
