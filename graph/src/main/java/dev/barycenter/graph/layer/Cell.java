package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recurrent layer computes at one time step: the cells of Keras.
 *
 * <p>The output of a step is the first of its states.
 */
public interface Cell extends Serializable {
  /** The cells that an {@link RNN} can be given by name. */
  Family<Cell> FAMILY =
      new Family<>(
          "recurrent cell",
          List.of(SimpleRNNCell.class, LSTMCell.class, GRUCell.class, StackedRNNCells.class));

  /**
   * Returns the shape of each state.
   *
   * @param step the shape of the input at one time step, batch axis excluded
   */
  List<Shape> stateShapes(Shape step);

  /** Returns the shape of the output of a step. */
  default Shape outputShape(Shape step) {
    return stateShapes(step).get(0);
  }

  /** Returns the weights, as {@link Layer#weights}. */
  List<WeightSpec> weights(Shape step);

  /**
   * Records what can be computed for all steps at once, and returns what remains for each.
   *
   * @param call finds the weights; its inputs are those of the layer
   * @param sequence the inputs of all steps, of shape {@code (time, batch, ...)}
   */
  Steps begin(LayerCall call, Value sequence);

  /**
   * Records the pass over a whole sequence without a mask in one op.
   *
   * @param call finds the weights
   * @param sequence the inputs of all steps, of shape {@code (time, batch, ...)}
   * @param states the states before the first step
   * @param rest 1 at steps that leave all states but the first as they are, else 0, of shape {@code
   *     (time, batch, 1)}; null for none
   * @param backwards whether time runs from the last step to the first
   * @return the outputs of all steps, of shape {@code (time, batch, ...)} and each at its place in
   *     time, followed by the last states; empty if there is no such op
   */
  default List<Value> pass(
      LayerCall call, Value sequence, List<Value> states, @Nullable Value rest, boolean backwards) {
    return List.of();
  }

  /** Returns the cells that a step passes through, each fed with the output of the one before. */
  default List<Part> parts() {
    return List.of(new Part("", this));
  }

  /** Returns whether a training pass draws random numbers. */
  boolean isRandom();

  /**
   * One of the cells in a row.
   *
   * @param name the prefix of the names of its weights; empty for none
   */
  record Part(String name, Cell cell) {}

  /** The steps of a cell through one sequence. */
  @FunctionalInterface
  interface Steps {
    /** Records the step at a position of the sequence and returns the states after it. */
    List<Value> next(int time, List<Value> states);
  }
}
