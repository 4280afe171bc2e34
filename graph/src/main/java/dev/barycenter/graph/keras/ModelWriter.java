package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a model as a Functional configuration that every Keras 3 reads.
 *
 * <p>Arguments that have their default value are left out, since a default here is Keras's own.
 */
final class ModelWriter {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Set<String> TAKE_A_LIST =
      Set.of(
          "Add",
          "Subtract",
          "Multiply",
          "Average",
          "Maximum",
          "Minimum",
          "Concatenate",
          "Dot",
          "Attention",
          "AdditiveAttention");

  private static final Set<String> TAKE_STATES =
      Set.of(
          "RNN",
          "SimpleRNN",
          "LSTM",
          "GRU",
          "ConvLSTM1D",
          "ConvLSTM2D",
          "ConvLSTM3D",
          "Bidirectional");

  private final Model model;
  private final Map<Model.Ref, Shape> shapes;
  private final Map<String, History> addresses = new HashMap<>();
  private final Map<String, List<Model.Call>> calls = new LinkedHashMap<>();
  private final Set<String> integers = new HashSet<>();

  private ModelWriter(Model model) {
    this.model = model;
    this.shapes = model.shapes();
    for (Model.Input input : model.inputs()) {
      addresses.put(input.name(), new History(input.name(), 0, 0));
      if (input.integers()) {
        integers.add(input.name());
      }
    }
    for (Model.Call call : model.calls()) {
      List<Model.Call> own = calls.computeIfAbsent(call.layer(), l -> new ArrayList<>());
      addresses.put(call.name(), new History(call.layer(), own.size(), 0));
      own.add(call);
    }
  }

  /** Returns the entry of a model, as {@code to_json()} gives it. */
  static ObjectNode configuration(Model model) {
    return entry(
        "keras.src.models.functional",
        "Functional",
        new ModelWriter(model).functional(true),
        "Functional");
  }

  private static ObjectNode entry(
      String module, String className, ObjectNode config, String registeredName) {
    ObjectNode entry = JSON.objectNode();
    entry.put("module", module);
    entry.put("class_name", className);
    entry.set("config", config);
    if (registeredName.isEmpty()) {
      entry.putNull("registered_name");
    } else {
      entry.put("registered_name", registeredName);
    }
    return entry;
  }

  private ObjectNode functional(boolean trainable) {
    ObjectNode config = JSON.objectNode();
    config.put("name", model.name());
    config.put("trainable", trainable);
    ArrayNode layers = config.putArray("layers");
    model.inputs().forEach(input -> layers.add(input(input)));
    model.layers().forEach(named -> layers.add(layer(named)));
    ArrayNode inputs = config.putArray("input_layers");
    model.inputs().forEach(input -> inputs.add(address(Model.Ref.to(input.name()), false)));
    config.set("output_layers", outputs());
    return config;
  }

  private ObjectNode input(Model.Input input) {
    ObjectNode config = JSON.objectNode();
    config.set("batch_shape", shape(input.shape()));
    config.put("dtype", input.integers() ? "int32" : "float32");
    config.put("sparse", false);
    config.put("name", input.name());
    ObjectNode entry = entry("keras.layers", "InputLayer", config, "");
    entry.put("name", input.name());
    entry.putArray("inbound_nodes");
    return entry;
  }

  private ObjectNode layer(Model.Named named) {
    ObjectNode entry;
    if (named.layer() instanceof SubModel sub) {
      entry = nested(named.name(), sub, named.trainable());
    } else if (named.layer() instanceof TimeDistributed steps
        && steps.layer() instanceof SubModel sub) {
      ObjectNode config = JSON.objectNode();
      config.put("name", named.name());
      config.put("trainable", named.trainable());
      config.put("dtype", "float32");
      config.set("layer", nested(sub.model().name(), sub, named.trainable()));
      entry = entry("keras.layers", "TimeDistributed", config, "");
    } else if (named.layer() instanceof Operation operation) {
      entry = Operators.entry(named.name(), operation);
    } else {
      entry = LayerEntries.entry(named.name(), named.layer(), named.trainable());
    }
    entry.put("name", named.name());
    ArrayNode nodes = entry.putArray("inbound_nodes");
    calls.getOrDefault(named.name(), List.of()).forEach(c -> nodes.add(node(named.layer(), c)));
    return entry;
  }

  private static ObjectNode nested(String name, SubModel sub, boolean trainable) {
    ObjectNode config = new ModelWriter(sub.model()).functional(trainable);
    config.put("name", name);
    return entry("keras.src.models.functional", "Functional", config, "Functional");
  }

  private ObjectNode node(Layer layer, Model.Call call) {
    ObjectNode node = JSON.objectNode();
    ArrayNode args = node.putArray("args");
    ObjectNode kwargs = node.putObject("kwargs");
    List<ObjectNode> tensors = call.inputs().stream().map(this::tensor).toList();
    String className = layer instanceof SubModel ? "Functional" : LayerEntries.className(layer);
    if (layer instanceof Operation operation) {
      args.addAll(Operators.args(operation, tensors));
      kwargs.setAll(operation.kerasKeywords());
    } else if (TAKE_STATES.contains(className)) {
      args.add(tensors.get(0));
      if (tensors.size() > 1) {
        kwargs.putArray("initial_state").addAll(tensors.subList(1, tensors.size()));
      }
    } else if (TAKE_A_LIST.contains(className)
        || (layer instanceof SubModel && tensors.size() > 1)) {
      args.addArray().addAll(tensors);
    } else {
      args.addAll(tensors);
    }
    options(call.options(), kwargs);
    return node;
  }

  private void options(Model.Options options, ObjectNode kwargs) {
    if (options.training() != null) {
      kwargs.put("training", options.training());
    }
    if (options.mask() != null) {
      kwargs.set("mask", tensor(options.mask()));
    }
    if (options.causal()) {
      kwargs.put("use_causal_mask", true);
    }
  }

  private ObjectNode tensor(Model.Ref ref) {
    ObjectNode config = JSON.objectNode();
    Shape shape = shapes.get(ref);
    if (shape == null) {
      throw new IllegalStateException("No tensor '%s'.".formatted(ref));
    }
    config.set("shape", shape(shape));
    config.put("dtype", integers.contains(ref.source()) ? "int32" : "float32");
    config.set("keras_history", address(ref, false));
    ObjectNode tensor = JSON.objectNode();
    tensor.put("class_name", "__keras_tensor__");
    tensor.set("config", config);
    return tensor;
  }

  private static ArrayNode shape(Shape shape) {
    ArrayNode dims = JSON.arrayNode().addNull();
    for (int dim : shape.dims()) {
      if (dim == Shape.UNKNOWN) {
        dims.addNull();
      } else {
        dims.add(dim);
      }
    }
    return dims;
  }

  /** A nested model as output is counted from 1: its first call ties its inputs to its outputs. */
  private ArrayNode address(Model.Ref ref, boolean output) {
    History history = addresses.get(ref.source());
    if (history == null) {
      throw new IllegalStateException("No tensor '%s'.".formatted(ref));
    }
    boolean nested =
        output
            && model.layers().stream()
                .anyMatch(
                    l -> l.name().equals(history.operation()) && l.layer() instanceof SubModel);
    return JSON.arrayNode()
        .add(history.operation())
        .add(nested ? history.node() + 1 : history.node())
        .add(ref.index());
  }

  /** Outputs are a list if their names are those that a list would give them, else by name. */
  private JsonNode outputs() {
    List<String> usual = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      History history = addresses.get(output.tensor().source());
      String base = history == null ? output.name() : history.operation();
      String name = base;
      for (int i = 1; usual.contains(name); i++) {
        name = base + "_" + i;
      }
      usual.add(name);
    }
    if (usual.equals(model.outputs().stream().map(Model.Output::name).toList())) {
      ArrayNode list = JSON.arrayNode();
      model.outputs().forEach(output -> list.add(address(output.tensor(), true)));
      return list;
    }
    ObjectNode named = JSON.objectNode();
    model.outputs().forEach(output -> named.set(output.name(), address(output.tensor(), true)));
    return named;
  }
}
