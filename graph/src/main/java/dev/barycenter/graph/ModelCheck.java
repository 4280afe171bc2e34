package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proves that the parts of a model fit together. */
final class ModelCheck {
  private ModelCheck() {}

  static void names(
      List<Model.Input> inputs,
      List<Model.Named> layers,
      List<Model.Call> calls,
      List<Model.Output> outputs) {
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new GraphException(
          "A model needs at least one input and one output, but has %d inputs and %d outputs."
              .formatted(inputs.size(), outputs.size()));
    }
    Set<String> tensors = new HashSet<>();
    inputs.forEach(input -> unique(tensors, input.name()));
    Set<String> layerNames = new HashSet<>();
    layers.forEach(layer -> unique(layerNames, layer.name()));
    for (Model.Call call : calls) {
      if (!layerNames.contains(call.layer())) {
        throw new GraphException(
            "Call '%s' is of layer '%s', which is not a layer of this model: %s."
                .formatted(call.name(), call.layer(), layerNames));
      }
      call.inputs().forEach(ref -> known(tensors, call.name(), ref));
      if (call.options().mask() != null) {
        known(tensors, call.name(), call.options().mask());
      }
      unique(tensors, call.name());
    }
    Set<String> outputNames = new HashSet<>();
    for (Model.Output output : outputs) {
      unique(outputNames, output.name());
      known(tensors, "output " + output.name(), output.tensor());
    }
  }

  private static void unique(Set<String> names, String name) {
    if (name.isBlank() || !names.add(name)) {
      throw GraphException.duplicateName(name);
    }
  }

  private static void known(Set<String> tensors, String reader, Model.Ref ref) {
    if (!tensors.contains(ref.source())) {
      throw GraphException.unknownTensor(reader, ref.source(), tensors);
    }
  }

  static Map<Model.Ref, Shape> shapes(
      List<Model.Input> inputs,
      List<Model.Named> layers,
      List<Model.Call> calls,
      List<Model.Output> outputs) {
    Map<String, Layer> byName = new HashMap<>();
    layers.forEach(named -> byName.put(named.name(), named.layer()));
    Map<Model.Ref, Shape> shapes = new HashMap<>();
    inputs.forEach(input -> shapes.put(Model.Ref.to(input.name()), input.shape()));
    Map<String, List<Shape>> first = new HashMap<>();
    for (Model.Call call : calls) {
      List<Shape> made = outputShapes(call, byName, shapes, first);
      for (int i = 0; i < made.size(); i++) {
        shapes.put(new Model.Ref(call.name(), i), made.get(i));
      }
    }
    outputs.forEach(output -> find(shapes, output.tensor()));
    return shapes;
  }

  private static List<Shape> outputShapes(
      Model.Call call,
      Map<String, Layer> layers,
      Map<Model.Ref, Shape> shapes,
      Map<String, List<Shape>> first) {
    List<Shape> reads = call.inputs().stream().map(ref -> find(shapes, ref)).toList();
    Layer layer = layers.get(call.layer());
    if (layer == null) {
      throw new IllegalStateException("Layer '%s' was not checked.".formatted(call.layer()));
    }
    try {
      List<Shape> made = layer.outputShapes(reads);
      sameWeights(layer, first.computeIfAbsent(call.layer(), l -> reads), reads);
      return made;
    } catch (IllegalArgumentException e) {
      throw GraphException.misfit(call, e);
    } catch (ArithmeticException e) {
      String message = "Its shapes hold more values than can be counted. Make them smaller.";
      throw GraphException.misfit(call, new IllegalArgumentException(message, e));
    }
  }

  private static void sameWeights(Layer layer, List<Shape> first, List<Shape> now) {
    if (!first.equals(now) && !layer.weights(first).equals(layer.weights(now))) {
      throw new IllegalArgumentException(
          "The first call gave the layer weights for %s, but this one is given %s. Make the shapes equal, or use a second layer."
              .formatted(first, now));
    }
  }

  static Shape find(Map<Model.Ref, Shape> shapes, Model.Ref ref) {
    Shape shape = shapes.get(ref);
    if (shape == null) {
      throw new GraphException(
          "'%s' has no output number %d.".formatted(ref.source(), ref.index()));
    }
    return shape;
  }
}
