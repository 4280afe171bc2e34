package dev.barycenter.graph;

import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One model on one minibatch in a trace, without Deeplearning4j around it: for tests of layers.
 *
 * <p>Computes in double precision for gradient checks and in float to compare with golden files.
 */
public final class ModelRun {
  private final Trace trace;
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> weights = new LinkedHashMap<>();
  private final Map<Value, INDArray> arrays = new HashMap<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Value> outputSeeds = new ArrayList<>();
  private final Map<Value, Value> gradients = new LinkedHashMap<>();
  private final Program program;

  /**
   * Records the model and its backward pass; weights start as their initializers say.
   *
   * @param type FLOAT or DOUBLE
   * @param features the inputs by name, batch axis first
   * @param training whether dropout drops and batch statistics are used
   */
  public ModelRun(Model model, DataType type, Map<String, INDArray> features, boolean training) {
    this(model, type, features, training, true);
  }

  /** Records the model as above; only its inputs get gradients, as if all layers were frozen. */
  static ModelRun frozen(Model model, DataType type, Map<String, INDArray> features) {
    return new ModelRun(model, type, features, true, false);
  }

  private ModelRun(
      Model model,
      DataType type,
      Map<String, INDArray> features,
      boolean training,
      boolean trainable) {
    trace = new Trace(type);
    Ops ops = trace.ops();
    Value seed = trace.placeholder(DataType.INT64, 1);
    arrays.put(seed, Nd4j.createFromArray(7L));
    SplittableRandom random = new SplittableRandom(1);
    model.weights().forEach((path, spec) -> weights.put(path, weight(spec, random)));
    Lowering lowering =
        new Lowering(
            model, ops, weights::get, new LayerCall.Mode(training, trainable, false), seed);
    for (Model.Input input : model.inputs()) {
      INDArray array = features.get(input.name()).castTo(type).dup('c');
      Value value = trace.placeholder(array.shape());
      inputs.put(input.name(), value);
      arrays.put(value, array);
      lowering.define(Model.Ref.to(input.name()), value, null);
    }
    model.calls().forEach(lowering::record);
    for (Model.Output output : model.outputs()) {
      Value value = lowering.value(output.tensor());
      outputs.add(value);
      Value epsilon = trace.placeholder(value.shape());
      outputSeeds.add(epsilon);
      arrays.put(epsilon, weightsFor(value));
    }
    List<Value> by = new ArrayList<>(inputs.values());
    if (trainable) {
      by.addAll(weights.values());
    }
    List<Value> found = trace.gradients(outputs, outputSeeds, by);
    List<Value> wanted = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      if (found.get(i) != null) {
        gradients.put(by.get(i), found.get(i));
        wanted.add(found.get(i));
      }
    }
    program = new Program(trace, arrays, List.of(List.copyOf(outputs), wanted));
  }

  private Value weight(WeightSpec spec, SplittableRandom random) {
    long[] shape = spec.shape().dims().stream().mapToLong(Integer::longValue).toArray();
    Value value = trace.placeholder(shape);
    INDArray start =
        Nd4j.createFromArray(spec.initializer().values(spec.shape(), random))
            .castTo(trace.type())
            .reshape('c', shape);
    arrays.put(value, start);
    return value;
  }

  /** Fixed numbers that make a scalar of an output: sum(number * output). */
  private INDArray weightsFor(Value value) {
    double[] numbers = new double[(int) value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.sin(1 + i * 0.7);
    }
    return Nd4j.createFromArray(numbers).castTo(trace.type()).reshape('c', value.shape());
  }

  /** Returns the live array of a weight. */
  public INDArray weight(String path) {
    return arrays.get(weights.get(path));
  }

  /** Returns the paths of the weights in order. */
  public List<String> weightPaths() {
    return List.copyOf(weights.keySet());
  }

  /** Returns the live array of an input. */
  public INDArray input(String name) {
    return arrays.get(inputs.get(name));
  }

  /** Returns the live array of the gradient by an output from which the backward pass starts. */
  public INDArray seed(int index) {
    return arrays.get(outputSeeds.get(index));
  }

  /** Runs both passes and returns a copy of the gradient by an input or a weight. */
  public INDArray gradient(String name) {
    program.run(0);
    program.run(1);
    Value of = inputs.containsKey(name) ? inputs.get(name) : weights.get(name);
    Value gradient = gradients.get(of);
    return gradient == null ? Nd4j.zeros(trace.type(), of.shape()) : gradient.array().dup('c');
  }

  /** Runs both passes and returns copies of the gradients by all weights, in order. */
  public List<INDArray> weightGradients() {
    program.run(0);
    program.run(1);
    return weights.values().stream().map(of -> gradients.get(of).array().dup('c')).toList();
  }

  /** Returns how many ops both passes take. */
  public int ops() {
    return program.size(0) + program.size(1);
  }

  /** Runs the forward pass and returns a copy of an output. */
  public INDArray output(int index) {
    program.run(0);
    return outputs.get(index).array().dup('c');
  }

  /**
   * Returns the largest difference between the recorded gradients and central differences, relative
   * to the larger of 1 and the gradient, over all weights and all inputs whose names do not start
   * with {@code fixed}, as those of masks and indices do.
   */
  public double gradientError() {
    program.run(0);
    program.run(1);
    Map<Value, INDArray> analytic = new LinkedHashMap<>();
    for (Value value : varied()) {
      Value gradient = gradients.get(value);
      analytic.put(
          value,
          gradient == null ? Nd4j.zeros(trace.type(), value.shape()) : gradient.array().dup('c'));
    }
    double worst = 0;
    for (Map.Entry<Value, INDArray> entry : analytic.entrySet()) {
      INDArray array = arrays.get(entry.getKey());
      worst = Math.max(worst, worstOf(array, entry.getValue()));
    }
    return worst;
  }

  /** Returns the weights, and the inputs whose names do not start with {@code fixed}. */
  private Set<Value> varied() {
    Set<Value> varied = new HashSet<>(weights.values());
    inputs.forEach(
        (name, value) -> {
          if (!name.startsWith("fixed")) {
            varied.add(value);
          }
        });
    return varied;
  }

  private double worstOf(INDArray array, INDArray analytic) {
    double step = 1e-5;
    double worst = 0;
    for (long i = 0; i < array.length(); i++) {
      double original = array.data().getDouble(i);
      array.data().put(i, original + step);
      double above = scalar();
      array.data().put(i, original - step);
      double below = scalar();
      array.data().put(i, original);
      double numeric = (above - below) / (2 * step);
      double exact = analytic.data().getDouble(i);
      worst = Math.max(worst, Math.abs(numeric - exact) / Math.max(1, Math.abs(exact)));
    }
    return worst;
  }

  private double scalar() {
    program.run(0);
    double sum = 0;
    for (int i = 0; i < outputs.size(); i++) {
      sum += outputs.get(i).array().mul(arrays.get(outputSeeds.get(i))).sumNumber().doubleValue();
    }
    return sum;
  }

  /** Returns numbers from -1 to 1, the same on every call, that are pairwise different. */
  public static INDArray numbers(int batch, Shape shape) {
    double[] values = new double[(int) (batch * shape.size())];
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextDouble() - 1;
    }
    long[] dims = new long[shape.rank() + 1];
    dims[0] = batch;
    for (int i = 0; i < shape.rank(); i++) {
      dims[i + 1] = shape.dim(i);
    }
    return Nd4j.createFromArray(values).reshape('c', dims);
  }
}
