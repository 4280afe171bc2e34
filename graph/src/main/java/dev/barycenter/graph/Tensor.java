package dev.barycenter.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tensor of a model that is being written in Java: an input, or what a layer makes of others.
 *
 * <pre>{@code
 * Tensor pixels = Tensor.input("pixels", Shape.of(8, 8, 1));
 * Tensor codes = pixels.then(Conv2D.class, Map.of("filters", 32, "kernel_size", 3)).then(new Flatten(…));
 * Tensor scores = codes.then("scores", Dense.class, Map.of("units", 10, "activation", "softmax"));
 * Model model = Model.of("digits", List.of(pixels), List.of(scores));
 * }</pre>
 *
 * <p>Shapes are checked at once, with the line of the mistake at the top of the stack trace.
 */
public final class Tensor {
  private final Source source;
  private final int index;
  private final Shape shape;

  private Tensor(Source source, int index, Shape shape) {
    this.source = source;
    this.index = index;
    this.shape = shape;
  }

  /** Where a tensor comes from. */
  sealed interface Source permits Entered, Applied {}

  /** An input of the model. */
  record Entered(Model.Input input) implements Source {}

  /** One call of a layer; compared by identity, as two equal calls are two. */
  static final class Applied implements Source {
    private final SharedLayer layer;
    private final List<Tensor> inputs;
    private final Model.Options options;
    private final List<Tensor> mask;

    Applied(SharedLayer layer, List<Tensor> inputs, Model.Options options, List<Tensor> mask) {
      this.layer = layer;
      this.inputs = List.copyOf(inputs);
      this.options = options;
      this.mask = List.copyOf(mask);
    }

    SharedLayer layer() {
      return layer;
    }

    List<Tensor> inputs() {
      return inputs;
    }

    Model.Options options() {
      return options;
    }

    /** Returns the tensor passed as a mask, if any. */
    List<Tensor> mask() {
      return mask;
    }
  }

  static List<Tensor> outputs(Applied call) {
    List<Shape> shapes =
        call.layer().layer().outputShapes(call.inputs().stream().map(Tensor::shape).toList());
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      outputs.add(new Tensor(call, i, shapes.get(i)));
    }
    return outputs;
  }

  /** Creates an input of real numbers. */
  public static Tensor input(String name, Shape shape) {
    return new Tensor(new Entered(new Model.Input(name, shape)), 0, shape);
  }

  /** Creates an input of whole numbers, such as the indices of words. */
  public static Tensor integers(String name, Shape shape) {
    return new Tensor(new Entered(new Model.Input(name, shape, true)), 0, shape);
  }

  /** Returns what a layer makes of several tensors. */
  public static Tensor join(Layer layer, Tensor... tensors) {
    return SharedLayer.inline(null, layer).on(tensors);
  }

  /** Returns what a layer with a name makes of several tensors. */
  public static Tensor join(String name, Layer layer, Tensor... tensors) {
    return SharedLayer.inline(name, layer).on(tensors);
  }

  /** Returns what a layer makes of this tensor. */
  public Tensor then(Layer layer) {
    return SharedLayer.inline(null, layer).on(this);
  }

  /** Returns what a layer with a name makes of this tensor. */
  public Tensor then(String name, Layer layer) {
    return SharedLayer.inline(name, layer).on(this);
  }

  /** Returns what a layer with the given arguments, named as in Keras, makes of this tensor. */
  public Tensor then(Class<? extends Layer> layer, Map<String, ?> arguments) {
    return then(Layer.FAMILY.create(layer, arguments));
  }

  /** Returns what a layer with a name and the given arguments makes of this tensor. */
  public Tensor then(String name, Class<? extends Layer> layer, Map<String, ?> arguments) {
    return then(name, Layer.FAMILY.create(layer, arguments));
  }

  /** Returns what a block makes of this tensor; its layers have the given name in front. */
  public Tensor through(String name, Block block) {
    return new Scoped(name, List.of(this)).rename(block.on(List.of(this)));
  }

  /** Returns what a block makes of several tensors; its layers have the given name in front. */
  public static Tensor through(String name, Block block, Tensor... tensors) {
    return new Scoped(name, List.of(tensors)).rename(block.on(List.of(tensors)));
  }

  /** Returns the sum of two tensors. */
  public Tensor plus(Tensor other) {
    return operation("Add", other);
  }

  /** Returns this tensor with a number added to each value. */
  public Tensor plus(double number) {
    return operation("Add", number);
  }

  /** Returns the difference of two tensors. */
  public Tensor minus(Tensor other) {
    return operation("Subtract", other);
  }

  /** Returns this tensor with a number subtracted from each value. */
  public Tensor minus(double number) {
    return operation("Subtract", number);
  }

  /** Returns the product of two tensors, value by value. */
  public Tensor times(Tensor other) {
    return operation("Multiply", other);
  }

  /** Returns this tensor with each value multiplied by a number. */
  public Tensor times(double number) {
    return operation("Multiply", number);
  }

  private Tensor operation(String function, Tensor other) {
    return join(new Operation(function, Map.of()), this, other);
  }

  private Tensor operation(String function, double number) {
    JsonNode constant = DoubleNode.valueOf(number);
    return then(new Operation(function, Map.of("x2", constant)));
  }

  /** Returns the shape of one example. */
  public Shape shape() {
    return shape;
  }

  Source source() {
    return source;
  }

  int index() {
    return index;
  }
}
