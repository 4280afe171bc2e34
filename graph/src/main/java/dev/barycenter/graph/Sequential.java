package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.List;

/** A straight line of layers as a notation: it makes the same {@link Model} as any other. */
public final class Sequential {
  private Sequential() {}

  /**
   * Returns the model in which each layer reads the one before it.
   *
   * @param input the shape of one example
   */
  public static Model of(String name, Shape input, Layer... layers) {
    Tensor first = Tensor.input("input", input);
    Tensor last = first;
    for (Layer layer : layers) {
      last = last.then(layer);
    }
    return Model.of(name, List.of(first), List.of(last));
  }
}
