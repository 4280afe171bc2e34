package dev.barycenter.graph.ops;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** One operation of a {@link Trace}: it reads its inputs' arrays and fills its outputs' arrays. */
abstract class Op {
  private final List<Value> inputs;
  private final List<Value> outputs;

  Op(List<Value> inputs, List<Value> outputs) {
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    outputs.forEach(output -> output.producedBy(this));
  }

  final List<Value> inputs() {
    return inputs;
  }

  final Value input(int i) {
    return inputs.get(i);
  }

  final List<Value> outputs() {
    return outputs;
  }

  final Value output() {
    return outputs.get(0);
  }

  /**
   * Gives the outputs that have none yet their arrays and prepares to run; called once, inputs
   * bound before.
   */
  void bind() {
    for (Value output : outputs) {
      if (!output.isBound()) {
        output.bind(Nd4j.create(output.type(), output.shape(), 'c'));
      }
    }
  }

  /** Returns whether the outputs' arrays are (views of) the first input's array, or constants. */
  boolean isAlias() {
    return false;
  }

  /** Returns whether running has an effect besides filling the outputs. */
  boolean hasEffect() {
    return false;
  }

  /** Returns how much working memory a run needs, in bytes; known once the op is bound. */
  long scratchBytes() {
    return 0;
  }

  /** Takes working memory of at least {@link #scratchBytes}, used only while the op runs. */
  void lend(Pointer working) {}

  /** Fills the outputs from the inputs. */
  abstract void run();

  /**
   * Appends the ops of the vector-Jacobian product.
   *
   * @param gradients the gradient of each output; null where nothing depends on that output
   * @param wanted which inputs' gradients are asked for; others may be left null
   * @return the gradient of each input; null where it is zero or not wanted
   */
  abstract List<@Nullable Value> gradients(
      Ops ops, List<@Nullable Value> gradients, boolean[] wanted);
}
