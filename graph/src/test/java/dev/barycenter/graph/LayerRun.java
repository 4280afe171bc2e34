package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One layer run forward in float, with masks, running statistics, penalties and seeds. */
final class LayerRun {
  private final Map<String, INDArray> weights = new LinkedHashMap<>();
  private final INDArray seed = Nd4j.createFromArray(7L);
  private final List<Value> results = new ArrayList<>();
  private final @Nullable Value mask;
  private final Program program;

  /**
   * Records the layer.
   *
   * @param training whether the pass trains
   * @param trainable whether the layer's weights are moved
   * @param masks the mask of each input, null where every step counts
   */
  LayerRun(
      Layer layer,
      boolean training,
      boolean trainable,
      List<INDArray> inputs,
      List<@Nullable INDArray> masks) {
    Shape[] shapes = inputs.stream().map(LayerRun::shapeOf).toArray(Shape[]::new);
    Model model = OneLayer.of(layer, trainable, shapes);
    Trace trace = new Trace(DataType.FLOAT);
    Map<Value, INDArray> arrays = new HashMap<>();
    Value seedValue = trace.placeholder(DataType.INT64, 1);
    arrays.put(seedValue, seed);
    Map<String, Value> byPath = new LinkedHashMap<>();
    model.weights().forEach((path, spec) -> byPath.put(path, weight(trace, arrays, path, spec)));
    LayerCall.Mode mode = new LayerCall.Mode(training, true, false);
    Lowering lowering = new Lowering(model, trace.ops(), byPath::get, mode, seedValue);
    for (int i = 0; i < inputs.size(); i++) {
      INDArray given = masks.get(i);
      Value maskValue = given == null ? null : bound(trace, arrays, given);
      lowering.define(Model.Ref.to("x" + i), bound(trace, arrays, inputs.get(i)), maskValue);
    }
    model.calls().forEach(lowering::record);
    results.add(lowering.value(Model.Ref.to("layer")));
    results.addAll(lowering.penalties());
    mask = lowering.mask(Model.Ref.to("layer"));
    List<Value> wanted = new ArrayList<>(results);
    if (mask != null) {
      wanted.add(mask);
    }
    program = new Program(trace, arrays, List.of(wanted));
  }

  static Shape shapeOf(INDArray batch) {
    return new Shape(Arrays.stream(batch.shape()).skip(1).mapToObj(d -> (int) d).toList());
  }

  private static Value bound(Trace trace, Map<Value, INDArray> arrays, INDArray array) {
    Value value = trace.placeholder(array.shape());
    arrays.put(value, array.castTo(DataType.FLOAT).dup('c'));
    return value;
  }

  private Value weight(Trace trace, Map<Value, INDArray> arrays, String path, WeightSpec spec) {
    long[] shape = spec.shape().dims().stream().mapToLong(Integer::longValue).toArray();
    float[] values = spec.initializer().values(spec.shape(), new SplittableRandom(1));
    Value value = trace.placeholder(shape);
    INDArray array = Nd4j.createFromArray(values).reshape('c', shape);
    arrays.put(value, array);
    weights.put(path, array);
    return value;
  }

  /** Returns the live arrays of the weights by path. */
  Map<String, INDArray> weights() {
    return weights;
  }

  /** Runs one pass with the given seed and returns a copy of the output in double. */
  INDArray output(long withSeed) {
    seed.data().put(0, withSeed);
    program.run(0);
    return results.get(0).array().castTo(DataType.DOUBLE).dup('c');
  }

  /** Returns the penalties of the last pass. */
  List<Double> penalties() {
    return results.stream().skip(1).map(v -> v.array().getDouble(0)).toList();
  }

  /** Returns the output's mask of the last pass, null if every step counts. */
  @Nullable INDArray mask() {
    return mask == null ? null : mask.array().castTo(DataType.DOUBLE);
  }
}
