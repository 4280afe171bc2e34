package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a Keras configuration into a {@link Model}. */
final class ModelReader {

  private final ConfigSource source;
  private final LayerArguments arguments;

  ModelReader(ConfigSource source, boolean keras2) {
    this.source = source;
    this.arguments = new LayerArguments(source, keras2);
  }

  Model model(GraphConfig graph) {
    List<Model.Input> inputs = new ArrayList<>();
    graph.inputs().forEach(w -> inputs.add(input(need(graph, w.tensor()))));
    List<Model.Named> layers = new ArrayList<>();
    for (Entry operation : graph.ordered()) {
      if (!operation.isInput()) {
        boolean trainable = operation.config().path("trainable").asBoolean(true);
        layers.add(
            new Model.Named(
                safeName(operation.name()), layer(operation), trainable && graph.trainable()));
      }
    }
    CallNames names = new CallNames(graph);
    List<Model.Call> calls =
        names.order().stream().map(c -> call(names, c.operation(), c.number())).toList();
    try {
      return new Model(safeName(graph.name()), inputs, layers, calls, outputs(graph, names));
    } catch (IllegalArgumentException e) {
      KerasFileException wrapped =
          source.refused(
              graph.place(),
              "a graph that does not fit together: " + e.getMessage(),
              "shapes and names that do",
              "correct the model in Python and save it again");
      wrapped.initCause(e);
      throw wrapped;
    }
  }

  /** Names of TensorFlow's days have slashes, which part the names of nested models here. */
  static String safeName(String name) {
    return name.replace('/', '_');
  }

  private static Entry need(GraphConfig graph, History tensor) {
    return graph.operations().stream()
        .filter(o -> o.name().equals(tensor.operation()))
        .findFirst()
        .orElseThrow();
  }

  private Model.Input input(Entry operation) {
    JsonNode config = operation.config();
    JsonNode shape = config.path("batch_shape");
    shape = shape.isArray() ? shape : config.path("batch_input_shape");
    if (!shape.isArray() || shape.isEmpty()) {
      throw source.refused(
          operation.place() + "/config/batch_shape",
          ConfigSource.describe(shape),
          "the shape of a batch, such as [null, 28, 28]",
          "create the input with keras.Input(shape=…) and save again");
    }
    if (config.path("sparse").asBoolean() || config.path("ragged").asBoolean()) {
      throw source.refused(
          operation.place() + "/config",
          "input '%s' of sparse or ragged tensors".formatted(operation.name()),
          "dense tensors",
          "pad the sequences and mask them");
    }
    List<Integer> dims = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      JsonNode dim = shape.get(i);
      if (!dim.isNull()
          && !(dim.canConvertToInt() && dim.isIntegralNumber() && dim.intValue() > 0)) {
        throw source.malformed(
            operation.place() + "/config/batch_shape",
            ConfigSource.describe(shape),
            "positive whole numbers, or null");
      }
      dims.add(dim.isNull() ? Shape.UNKNOWN : dim.intValue());
    }
    return new Model.Input(
        safeName(operation.name()), new Shape(dims), integers(operation, config.path("dtype")));
  }

  private boolean integers(Entry operation, JsonNode dtype) {
    String name = dtype.isObject() ? dtype.path("config").path("name").asText() : dtype.asText();
    if (name.equals("string")) {
      throw source.refused(
          operation.place() + "/config/dtype",
          "input '%s' of text".formatted(operation.name()),
          "numbers",
          "look the words up before the model, and feed their indices");
    }
    return name.startsWith("int") || name.startsWith("uint") || name.startsWith("bool");
  }

  private Layer layer(Entry operation) {
    if (operation.isOperator()) {
      return Operators.read(source, operation);
    }
    if (operation.isModel()) {
      JsonNode entry =
          JsonNodeFactory.instance
              .objectNode()
              .put("class_name", operation.className())
              .set("config", operation.config());
      return nested(entry, operation.place());
    }
    JsonNode inner = operation.config().path("layer");
    if (operation.className().equals("TimeDistributed") && isModel(inner)) {
      return new TimeDistributed(nested(inner, operation.place() + "/config/layer"));
    }
    return arguments.layer(operation);
  }

  private static boolean isModel(JsonNode entry) {
    return Set.of("Functional", "Model", "Sequential").contains(entry.path("class_name").asText());
  }

  private SubModel nested(JsonNode entry, String place) {
    return new SubModel(model(new GraphConfigParser(source).parse(entry, place)));
  }

  private Model.Call call(CallNames names, Entry operation, int number) {
    Entry.Invocation invocation = operation.calls().get(number);
    String place = operation.place() + "/inbound_nodes/" + number;
    String name = names.name(operation.name(), number);
    String layer = safeName(operation.name());
    if (operation.isOperator()) {
      List<Model.Ref> reads = invocation.tensors().stream().map(names::ref).toList();
      return new Model.Call(name, layer, reads, Model.Options.NONE);
    }
    CallArguments passed = CallArguments.of(source, operation, invocation, place);
    History mask = passed.mask();
    return new Model.Call(
        name,
        layer,
        passed.inputs().stream().map(names::ref).toList(),
        new Model.Options(
            passed.training(), mask == null ? null : names.ref(mask), passed.causal()));
  }

  private List<Model.Output> outputs(GraphConfig graph, CallNames names) {
    List<Model.Output> outputs = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (GraphConfig.Wire wire : graph.outputs()) {
      String base = safeName(wire.key().isEmpty() ? wire.tensor().operation() : wire.key());
      String name = base;
      for (int i = 1; !used.add(name); i++) {
        name = base + "_" + i;
      }
      outputs.add(new Model.Output(name, names.ref(wire.tensor())));
    }
    return outputs;
  }
}
