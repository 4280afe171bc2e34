package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.Sequential;
import dev.barycenter.graph.SharedLayer;
import dev.barycenter.graph.Tensor;
import dev.barycenter.graph.layer.Concatenate;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;

/** The benchmark's models of fully connected layers. */
final class DenseModels {
  private DenseModels() {}

  /** Returns a fully connected layer. */
  static Layer dense(int units, String activation) {
    return Layer.FAMILY.create(Dense.class, Map.of("units", units, "activation", activation));
  }

  static Model mlp(String name) {
    return Sequential.of(
        name, Shape.of(784), dense(256, "relu"), dense(128, "relu"), dense(10, "softmax"));
  }

  static Model twoInput(String name) {
    Tensor pixels = Tensor.input("pixels", Shape.of(784));
    Tensor facts = Tensor.input("facts", Shape.of(32));
    Tensor both =
        Tensor.join(
            new Concatenate(-1), pixels.then(dense(256, "relu")), facts.then(dense(64, "relu")));
    Tensor classes = both.then(dense(128, "relu")).then(dense(10, "softmax"));
    return Model.of(name, List.of(pixels, facts), List.of(classes));
  }

  static Model siamese(String name) {
    Tensor left = Tensor.input("left", Shape.of(784));
    Tensor right = Tensor.input("right", Shape.of(784));
    SharedLayer wide = SharedLayer.of("wide", dense(256, "relu"));
    SharedLayer code = SharedLayer.of("code", dense(128, "relu"));
    Tensor both = Tensor.join(new Concatenate(-1), code.on(wide.on(left)), code.on(wide.on(right)));
    return Model.of(name, List.of(left, right), List.of(both.then(dense(2, "softmax"))));
  }
}
