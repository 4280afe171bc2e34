package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is computed, with which settings: a value without weights and without a place in a model.
 *
 * <p>A record that implements this is found by its name in every notation once it stands in {@link
 * LayerCatalog}.
 */
public interface Layer extends Serializable {
  /** All layers. */
  Family<Layer> FAMILY = new Family<>("layer", LayerCatalog.MEMBERS, LayerCatalog.REFUSED);

  /**
   * Returns the shape of the output of a layer that has one output.
   *
   * @param inputs the shape of each input, batch axis excluded
   * @throws IllegalArgumentException if the layer cannot take these inputs
   */
  Shape outputShape(List<Shape> inputs);

  /** Returns the shape of each output. */
  default List<Shape> outputShapes(List<Shape> inputs) {
    return List.of(outputShape(inputs));
  }

  /** Returns the weights that the layer owns when it is first called on inputs of these shapes. */
  default List<WeightSpec> weights(List<Shape> inputs) {
    return List.of();
  }

  /** Records the arithmetic of one call of a layer that has one output. */
  Value call(LayerCall call);

  /** Records the arithmetic of one call; one value for each output. */
  default List<Value> callAll(LayerCall call) {
    return List.of(call(call));
  }

  /**
   * Returns the mask of the first output: 1 where a time step counts, 0 where it is padding, of
   * shape {@code (batch, time)}; null if every step counts.
   *
   * <p>A layer that does not override this destroys the masks of its inputs, as in Keras.
   */
  default @Nullable Value outputMask(LayerCall call) {
    return null;
  }

  /** Returns the mask of each output; null where every step counts. Missing ones count as null. */
  default List<@Nullable Value> outputMasks(LayerCall call) {
    return Collections.singletonList(outputMask(call));
  }

  /**
   * Returns what the size of this layer's outputs adds to the loss; null for nothing.
   *
   * <p>A record with a component of this name overrides it by having the component.
   */
  default @Nullable Regularizer activityRegularizer() {
    return null;
  }

  /** Returns whether a training pass draws random numbers, as dropout does. */
  default boolean isRandom() {
    return false;
  }

  /** Returns this layer with another value of one argument, named as in Keras. */
  default Layer with(String argument, @Nullable Object value) {
    return FAMILY.with(this, argument, value);
  }
}
