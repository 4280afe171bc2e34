package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The projections of multi-head attention: what they have in common. */
record Projection(
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    @Nullable Regularizer kernelRegularizer,
    @Nullable Regularizer biasRegularizer,
    @Nullable Constraint kernelConstraint,
    @Nullable Constraint biasConstraint) {

  /**
   * Returns a layer that sums over the last axes of its input and makes new ones.
   *
   * @param free the number of axes that stay, batch axis included
   * @param bound the number of axes summed over
   * @param lengths the lengths of the new axes
   */
  EinsumDense of(int free, int bound, Activation activation, List<Integer> lengths) {
    String kept = letters('a', free);
    String summed = letters('o', bound);
    String made = letters('s', lengths.size());
    ArrayNode shape = JsonNodeFactory.instance.arrayNode();
    for (int i = 1; i < free; i++) {
      shape.addNull();
    }
    lengths.forEach(shape::add);
    return new EinsumDense(
        kept + summed + "," + summed + made + "->" + kept + made,
        shape,
        activation,
        useBias ? made : null,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        null,
        kernelConstraint,
        biasConstraint);
  }

  private static String letters(char first, int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append((char) (first + i));
    }
    return letters.toString();
  }
}
