package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns tensors into a model: finds the calls between inputs and outputs, and names them.
 *
 * <p>Order and names depend on the graph alone: calls are found by walking back from the outputs,
 * first input first, and stand after all that they read.
 */
final class Functional {
  private final List<Tensor> inputs;
  private final List<Tensor.Applied> calls = new ArrayList<>();
  private final Set<Tensor.Applied> seen = new HashSet<>();
  private final Map<Tensor.Applied, String> callNames = new HashMap<>();
  private final Map<SharedLayer, String> layerNames = new HashMap<>();
  private final List<SharedLayer> layers = new ArrayList<>();
  private final List<String> path = new ArrayList<>();

  private Functional(List<Tensor> inputs) {
    this.inputs = inputs;
  }

  /**
   * Returns the model between inputs and outputs.
   *
   * @param outputNames the name of each output; empty to name each by its call
   */
  static Model model(
      String name, List<Tensor> inputs, List<Tensor> outputs, List<String> outputNames) {
    Functional functional = new Functional(inputs);
    outputs.forEach(functional::visit);
    functional.name();
    List<Model.Output> named = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Model.Ref ref = functional.ref(outputs.get(i));
      named.add(new Model.Output(outputNames.isEmpty() ? ref.toString() : outputNames.get(i), ref));
    }
    return functional.model(name, named);
  }

  private void visit(Tensor tensor) {
    if (tensor.source() instanceof Tensor.Entered entered) {
      if (inputs.stream().noneMatch(input -> input.source().equals(entered))) {
        path.add(entered.input().name());
        throw GraphException.disconnected(
            entered.input().name(), path, inputs().stream().map(Model.Input::name).toList());
      }
      return;
    }
    Tensor.Applied call = (Tensor.Applied) tensor.source();
    if (seen.add(call)) {
      path.add(call.layer().base());
      call.inputs().forEach(this::visit);
      call.mask().forEach(this::visit);
      path.remove(path.size() - 1);
      calls.add(call);
    }
  }

  private List<Model.Input> inputs() {
    List<Model.Input> found = new ArrayList<>();
    for (Tensor input : inputs) {
      if (!(input.source() instanceof Tensor.Entered entered)) {
        throw new GraphException(
            "An input of a model is made by Tensor.input, but one of shape %s is made by a layer. For"
                    .formatted(input.shape())
                + " the part of a model behind one of its layers, build the model and call part on"
                + " it.");
      }
      found.add(entered.input());
    }
    return found;
  }

  private void name() {
    Set<String> taken = new LinkedHashSet<>();
    inputs().forEach(input -> taken.add(input.name()));
    for (Tensor.Applied call : calls) {
      if (call.layer().name() != null) {
        taken.add(call.layer().base());
      }
    }
    LayerNames names = new LayerNames(taken);
    for (Tensor.Applied call : calls) {
      SharedLayer layer = call.layer();
      String known = layerNames.get(layer);
      if (known == null) {
        String made = layer.name() == null ? names.next(layer.base()) : layer.base();
        layerNames.put(layer, made);
        layers.add(layer);
        callNames.put(call, made);
      } else {
        callNames.put(call, names.next(known));
      }
    }
  }

  private Model.Ref ref(Tensor tensor) {
    if (tensor.source() instanceof Tensor.Entered entered) {
      return Model.Ref.to(entered.input().name());
    }
    return new Model.Ref(found(callNames, (Tensor.Applied) tensor.source()), tensor.index());
  }

  private static <K> String found(Map<K, String> names, K key) {
    String name = names.get(key);
    if (name == null) {
      throw new IllegalStateException("Everything reached has a name.");
    }
    return name;
  }

  private Model model(String name, List<Model.Output> outputs) {
    List<Model.Named> named = new ArrayList<>();
    for (SharedLayer layer : layers) {
      Layer what = layer.layer();
      named.add(new Model.Named(found(layerNames, layer), what, layer.isTrainable()));
    }
    List<Model.Call> made = new ArrayList<>();
    for (Tensor.Applied call : calls) {
      Model.Options options = call.options();
      if (!call.mask().isEmpty()) {
        Model.Ref mask = ref(call.mask().get(0));
        options = new Model.Options(options.training(), mask, options.causal());
      }
      made.add(
          new Model.Call(
              found(callNames, call),
              found(layerNames, call.layer()),
              call.inputs().stream().map(this::ref).toList(),
              options));
    }
    return new Model(name, inputs(), named, made, outputs);
  }
}
