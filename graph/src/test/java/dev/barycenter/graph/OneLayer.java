package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model of one layer, called {@code layer}, with inputs {@code x0}, {@code x1} and so on. */
final class OneLayer {
  private OneLayer() {}

  static Model of(Layer layer, boolean trainable, Shape... shapes) {
    List<Model.Input> inputs = new ArrayList<>();
    List<Model.Ref> reads = new ArrayList<>();
    for (Shape shape : shapes) {
      String name = "x" + inputs.size();
      inputs.add(new Model.Input(name, shape));
      reads.add(Model.Ref.to(name));
    }
    return new Model(
        "m",
        inputs,
        List.of(new Model.Named("layer", layer, trainable)),
        List.of(new Model.Call("layer", "layer", reads, Model.Options.NONE)),
        List.of(new Model.Output("layer", Model.Ref.to("layer"))));
  }

  /** Runs the layer in training on numbers from -2 to 2, other ones for every input. */
  static ModelRun training(Layer layer, DataType type, Shape... shapes) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (int i = 0; i < shapes.length; i++) {
      INDArray numbers = ModelRun.numbers(3, shapes[i]).muli(2 - 0.3 * i).addi(0.011 * i);
      features.put("x" + i, numbers);
    }
    return new ModelRun(of(layer, true, shapes), type, features, true);
  }
}
