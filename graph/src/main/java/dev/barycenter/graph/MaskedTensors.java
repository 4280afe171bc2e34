package dev.barycenter.graph;

import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/** The tensors of a model that have a mask, found by recording it on a tiny minibatch. */
public final class MaskedTensors {
  private MaskedTensors() {}

  /** Returns the tensors that have a mask. */
  public static Set<Model.Ref> of(Model model) {
    Trace trace = new Trace(DataType.FLOAT);
    Map<String, WeightSpec> specs = model.weights();
    Map<String, Value> weights = new HashMap<>();
    specs.forEach((path, spec) -> weights.put(path, trace.placeholder(dims(spec.shape()))));
    Lowering lowering =
        new Lowering(
            model,
            trace.ops(),
            path -> weights.getOrDefault(path, trace.placeholder(1)),
            new LayerCall.Mode(false, true, false),
            trace.placeholder(DataType.INT64, 1));
    for (Model.Input input : model.inputs()) {
      Value value = trace.placeholder(dims(new Shape(List.of(2)).plus(known(input.shape()))));
      lowering.define(Model.Ref.to(input.name()), value, null);
    }
    model.calls().forEach(lowering::record);
    Set<Model.Ref> masked = new HashSet<>();
    model.shapes().keySet().stream().filter(ref -> lowering.mask(ref) != null).forEach(masked::add);
    return masked;
  }

  private static int[] known(Shape shape) {
    return shape.dims().stream().mapToInt(dim -> dim == Shape.UNKNOWN ? 2 : dim).toArray();
  }

  private static long[] dims(Shape shape) {
    return shape.dims().stream().mapToLong(Integer::longValue).toArray();
  }
}
