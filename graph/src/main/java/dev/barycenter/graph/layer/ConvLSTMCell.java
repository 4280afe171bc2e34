package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.ops.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One step of a convolutional LSTM.
 *
 * @param layer the settings
 */
record ConvLSTMCell(ConvLSTM layer) implements Cell {

  private Window window() {
    return new Window(
        layer.kernelSize().values(),
        layer.strides().values(),
        layer.dilationRate().values(),
        layer.padding() == Padding.SAME);
  }

  private Window recurrentWindow() {
    List<Integer> size = layer.kernelSize().values();
    return Window.solid(size, Collections.nCopies(size.size(), 1), true);
  }

  @Override
  public List<Shape> stateShapes(Shape step) {
    Shape shape = step.with(-1, layer.filters());
    for (int axis = 0; axis < step.rank() - 1; axis++) {
      Check.known(Family.name(layer.getClass()), step, axis);
      long places = window().places(axis, step.dim(axis));
      Check.refuse(
          places < 1,
          "The window of %s does not fit into images of shape %s. Use padding 'same' or a smaller window.",
          Family.name(layer.getClass()),
          step);
      shape = shape.with(axis, (int) places);
    }
    return List.of(shape, shape);
  }

  @Override
  public List<WeightSpec> weights(Shape step) {
    int gates = 4 * layer.filters();
    Shape size = new Shape(layer.kernelSize().values());
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        WeightSpec.trainable(
            "kernel",
            size.plus(step.last(), gates),
            layer.kernelInitializer(),
            layer.kernelRegularizer(),
            layer.kernelConstraint()));
    weights.add(
        WeightSpec.trainable(
            "recurrent_kernel",
            size.plus(layer.filters(), gates),
            layer.recurrentInitializer(),
            layer.recurrentRegularizer(),
            layer.recurrentConstraint()));
    if (layer.useBias()) {
      Initializer bias = layer.biasInitializer();
      weights.add(
          WeightSpec.trainable(
              "bias",
              Shape.of(gates),
              layer.unitForgetBias() ? new Initializer.ForgetBias(bias) : bias,
              layer.biasRegularizer(),
              layer.biasConstraint()));
    }
    return weights;
  }

  @Override
  public Steps begin(LayerCall call, Value sequence) {
    Ops ops = call.ops();
    List<Value> inputs = ops.unstack(project(call, sequence));
    Product recurrent =
        new Product(call, "recurrent_kernel", recurrentWindow(), "recurrent_dropout");
    return (time, states) -> {
      Value sum = ops.add(inputs.get(time), recurrent.of(states.get(0)));
      return LSTMCell.combine(
          ops, sum, states.get(1), layer.activation(), layer.recurrentActivation());
    };
  }

  /** Returns the convolutions of the inputs of all steps at once. */
  private Value project(LayerCall call, Value sequence) {
    Ops ops = call.ops();
    long[] folded = Arrays.copyOfRange(sequence.shape(), 1, sequence.rank());
    folded[0] *= sequence.dim(0);
    Value made = new Product(call, "kernel", window(), "dropout").of(sequence, folded);
    Value biased = layer.useBias() ? ops.add(made, call.weight("bias")) : made;
    long[] shape = new long[sequence.rank()];
    System.arraycopy(biased.shape(), 0, shape, 1, shape.length - 1);
    shape[0] = sequence.dim(0);
    shape[1] = sequence.dim(1);
    return ops.reshape(biased, shape);
  }

  @Override
  public boolean isRandom() {
    return layer.dropout() > 0 || layer.recurrentDropout() > 0;
  }

  /** The convolutions with one of the kernels, with dropout of its own for each gate. */
  private final class Product {
    private final LayerCall call;
    private final Value kernel;
    private final Window window;
    private final String part;
    private final double rate;
    private final List<Value> kernels = new ArrayList<>();
    private final List<Value> factors = new ArrayList<>();

    Product(LayerCall call, String weight, Window window, String part) {
      this.call = call;
      this.window = window;
      this.part = part;
      kernel = call.weight(weight);
      rate = part.equals("dropout") ? layer.dropout() : layer.recurrentDropout();
    }

    Value of(Value x) {
      return of(x, x.shape());
    }

    /** Returns the convolutions of x, which is reshaped after dropout. */
    Value of(Value x, long... folded) {
      Ops ops = call.ops();
      if (!call.training() || rate == 0) {
        return ops.convolutions().convolve(ops.reshape(x, folded), kernel, null, window);
      }
      if (factors.isEmpty()) {
        draw(x);
      }
      List<Value> made = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Value seen = ops.reshape(ops.multiply(x, factors.get(i)), folded);
        made.add(ops.convolutions().convolve(seen, kernels.get(i), null, window));
      }
      return ops.concatenate(made, -1);
    }

    private void draw(Value x) {
      long filters = layer.filters();
      kernels.addAll(call.ops().split(kernel, -1, filters, filters, filters, filters));
      int axes = layer.rank();
      long[] shape = Arrays.copyOfRange(x.shape(), x.rank() - axes, x.rank());
      for (int i = 0; i < 4; i++) {
        LayerCall inner = call.inner(part + "/" + i, call.inputs(), call.masks());
        factors.add(Noise.keep(inner, rate, layer.seed(), 1 / (1 - rate), shape));
      }
    }
  }
}
