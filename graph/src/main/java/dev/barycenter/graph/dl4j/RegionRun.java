package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.Lowering;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.ops.Arena;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A region compiled for arrays of certain shapes, with its weights bound to views of the network's
 * flat vectors.
 */
final class RegionRun {
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> outputs = new ArrayList<>();
  private final List<@Nullable INDArray> outputGradients = new ArrayList<>();
  private final List<INDArray> inputGradients = new ArrayList<>();
  private final List<Value> penalties;
  private final INDArray seed = Nd4j.createFromArray(0L);
  private final Program program;

  /**
   * Compiles.
   *
   * @param region what is compiled
   * @param arrays the inputs; the program reads exactly these arrays
   * @param weights the weights by path, as views of the flat vector
   * @param gradients the gradients of the trainable weights, as views; empty for inference
   * @param training whether dropout drops, batch statistics are used, and a backward pass follows
   * @param trace an empty one, which says in which types is computed
   */
  RegionRun(
      Region region,
      List<INDArray> arrays,
      Map<String, INDArray> weights,
      Map<String, INDArray> gradients,
      boolean training,
      Trace trace,
      Arena arena) {
    Map<Value, INDArray> bindings = new HashMap<>();
    Value seedValue = trace.placeholder(DataType.INT64, 1);
    bindings.put(seedValue, seed);
    Map<String, Value> weightValues = new HashMap<>();
    weights.forEach(
        (path, array) -> {
          Value value = trace.placeholder(array.shape());
          weightValues.put(path, value);
          bindings.put(value, array);
        });
    Lowering lowering =
        new Lowering(
            region.part(),
            trace.ops(),
            path -> found(weightValues, path),
            new LayerCall.Mode(training, true, false),
            seedValue);
    List<Value> inputValues = enter(region, arrays, trace, lowering, bindings);
    region.part().calls().forEach(lowering::record);
    List<Value> outputValues =
        region.outputs().stream().map(port -> leaving(port, lowering)).toList();
    penalties = lowering.penalties();
    List<Value> backward =
        training
            ? backward(region, trace, inputValues, outputValues, weightValues, gradients, bindings)
            : List.of();
    List<Value> forward = new ArrayList<>(outputValues);
    forward.addAll(penalties);
    program = new Program(trace, bindings, List.of(forward, backward), arena);
    outputValues.forEach(value -> outputs.add(value.array()));
  }

  private static Value found(Map<String, Value> values, String path) {
    Value value = values.get(path);
    if (value == null) {
      throw new IllegalStateException("No weight '%s' among %s.".formatted(path, values.keySet()));
    }
    return value;
  }

  private List<Value> enter(
      Region region,
      List<INDArray> arrays,
      Trace trace,
      Lowering lowering,
      Map<Value, INDArray> bindings) {
    List<Value> values = new ArrayList<>();
    Map<Model.Ref, Value> masks = new HashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      INDArray array = arrays.get(i);
      Value value = trace.placeholder(array.dataType(), array.shape());
      bindings.put(value, array);
      inputs.add(array);
      values.add(value);
      if (region.inputs().get(i).mask()) {
        masks.put(region.inputs().get(i).tensor(), value);
      }
    }
    for (int i = 0; i < arrays.size(); i++) {
      Port port = region.inputs().get(i);
      if (!port.mask()) {
        lowering.define(Region.entry(port), values.get(i), masks.get(port.tensor()));
      }
    }
    return values;
  }

  private static Value leaving(Port port, Lowering lowering) {
    Value value = port.mask() ? lowering.mask(port.tensor()) : lowering.value(port.tensor());
    if (value == null) {
      throw new IllegalStateException("Tensor '%s' has no mask.".formatted(port.tensor()));
    }
    return value;
  }

  private List<Value> backward(
      Region region,
      Trace trace,
      List<Value> inputValues,
      List<Value> outputValues,
      Map<String, Value> weightValues,
      Map<String, INDArray> gradients,
      Map<Value, INDArray> bindings) {
    List<Value> from = new ArrayList<>(penalties);
    List<Value> seeds = new ArrayList<>();
    penalties.forEach(penalty -> seeds.add(trace.ops().fill(1, penalty.shape())));
    for (int i = 0; i < outputValues.size(); i++) {
      outputGradients.add(null);
      if (!region.outputs().get(i).mask()) {
        Value epsilon = trace.placeholder(outputValues.get(i).shape());
        INDArray array = Nd4j.create(trace.type(), epsilon.shape(), 'c');
        bindings.put(epsilon, array);
        outputGradients.set(i, array);
        from.add(outputValues.get(i));
        seeds.add(epsilon);
      }
    }
    List<Value> by = new ArrayList<>();
    List<INDArray> into = new ArrayList<>();
    for (int i = 0; i < inputValues.size(); i++) {
      boolean learned = region.learned().get(i);
      long[] shape = learned ? inputValues.get(i).shape() : new long[] {1};
      INDArray array = Nd4j.create(trace.type(), shape, 'c');
      inputGradients.add(array);
      if (learned) {
        by.add(inputValues.get(i));
        into.add(array);
      }
    }
    gradients.forEach(
        (path, array) -> {
          by.add(found(weightValues, path));
          into.add(array);
        });
    List<@Nullable Value> found = trace.gradients(from, seeds, by);
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      Value gradient = found.get(i);
      Value result =
          gradient != null && trace.isOwn(gradient) && !bindings.containsKey(gradient)
              ? gradient
              : trace.ops().copy(gradient == null ? trace.ops().zerosLike(by.get(i)) : gradient);
      bindings.put(result, into.get(i));
      results.add(result);
    }
    return results;
  }

  /** Returns whether this was compiled for exactly these arrays. */
  boolean reads(List<INDArray> arrays) {
    for (int i = 0; i < inputs.size(); i++) {
      INDArray bound = inputs.get(i);
      INDArray given = arrays.get(i);
      if (bound != given
          && (!Arrays.equals(bound.shape(), given.shape())
              || bound.data().pointer().address() != given.data().pointer().address()
              || bound.offset() != given.offset())) {
        return false;
      }
    }
    return true;
  }

  /** Runs the forward pass and returns the outputs; they are overwritten by the next run. */
  List<INDArray> forward(long stepSeed) {
    seed.data().put(0, stepSeed);
    program.run(0);
    return outputs;
  }

  /**
   * Runs the backward pass.
   *
   * @param given the gradient of each output; null where nothing depends on it
   * @return the gradient of each input; a single zero where it is not needed
   */
  List<INDArray> backward(List<@Nullable INDArray> given) {
    for (int i = 0; i < given.size(); i++) {
      INDArray into = outputGradients.get(i);
      INDArray gradient = given.get(i);
      if (into != null && gradient != null) {
        into.assign(gradient);
      } else if (into != null) {
        into.assign(0);
      }
    }
    program.run(1);
    return inputGradients;
  }

  /** Returns what regularizers add to the loss, as of the last forward pass. */
  double penalty() {
    return penalties.stream().mapToDouble(value -> value.array().getDouble(0)).sum();
  }
}
