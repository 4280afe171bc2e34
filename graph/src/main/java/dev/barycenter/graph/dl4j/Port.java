package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.Model;
import java.io.Serializable;

/**
 * What crosses the border of a region.
 *
 * @param tensor the tensor
 * @param mask whether it is the tensor's mask that crosses, not its value
 */
record Port(Model.Ref tensor, boolean mask) implements Serializable {
  static Port value(Model.Ref tensor) {
    return new Port(tensor, false);
  }

  static Port mask(Model.Ref tensor) {
    return new Port(tensor, true);
  }

  /** Returns the name of the vertex that carries this port. */
  String vertex() {
    return mask ? tensor + "/mask" : tensor.toString();
  }
}
