package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.single;

import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Functions that change shapes and the order of axes. */
final class ShapeFunctions {
  private static final String NUMPY = "keras.src.ops.numpy";

  static final List<Function> ALL =
      List.of(
          single(NUMPY, "BroadcastTo", ShapeFunctions::broadcastTo).with("shape"),
          single(
                  NUMPY,
                  "ExpandDims",
                  call ->
                      call.ops()
                          .expandDims(
                              call.x(), call.axis(call.integer("axis"), call.x().rank() + 1)))
              .with("axis"),
          single(NUMPY, "Moveaxis", ShapeFunctions::moveAxis).with("source", "destination"),
          single(NUMPY, "Reshape", ShapeFunctions::reshape).with("newshape"),
          single(NUMPY, "Squeeze", ShapeFunctions::squeeze).with("axis=null"),
          single(NUMPY, "Swapaxes", ShapeFunctions::swapAxes).with("axis1", "axis2"),
          single(NUMPY, "Transpose", ShapeFunctions::transpose).with("axes=null"));

  private ShapeFunctions() {}

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
}
