package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model used as a layer: nested, and shared if it is called several times.
 *
 * @param model the nested model; its weights carry the paths of its own layers
 */
public record SubModel(Model model) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return outputShapes(inputs).get(0);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    Model resized = resized(inputs);
    return resized.outputs().stream().map(o -> resized.shape(o.tensor())).toList();
  }

  private Model resized(List<Shape> shapes) {
    if (shapes.equals(model.inputs().stream().map(Model.Input::shape).toList())) {
      return model;
    }
    if (shapes.size() != model.inputs().size()) {
      throw new IllegalArgumentException(
          "Model '%s' takes %d inputs %s, but is given %d."
              .formatted(
                  model.name(),
                  model.inputs().size(),
                  model.inputs().stream().map(Model.Input::name).toList(),
                  shapes.size()));
    }
    List<Model.Input> inputs = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Model.Input input = model.inputs().get(i);
      inputs.add(new Model.Input(input.name(), shapes.get(i), input.integers()));
    }
    return new Model(model.name(), inputs, model.layers(), model.calls(), model.outputs());
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    List<WeightSpec> weights = new ArrayList<>();
    for (Model.Named named : model.layers()) {
      named.layer().weights(model.firstInputs(named.name())).stream()
          .map(weight -> weight.within(named.name()))
          .forEach(weights::add);
    }
    return weights;
  }

  @Override
  public Value call(LayerCall call) {
    return callAll(call).get(0);
  }

  @Override
  public List<Value> callAll(LayerCall call) {
    Lowering inner = lower(call);
    return model.outputs().stream().map(o -> inner.value(o.tensor())).toList();
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    return lower(call).mask(model.outputs().get(0).tensor());
  }

  private Lowering lower(LayerCall call) {
    Lowering inner = new Lowering(model, call);
    model.calls().forEach(inner::record);
    return inner;
  }

  @Override
  public boolean isRandom() {
    return model.layers().stream().anyMatch(named -> named.layer().isRandom());
  }
}
