package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.LayerNames;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Writes a model as the tree that {@link ModelReader} reads, defaults left out. */
final class ModelTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Model model;

  ModelTree(Model model) {
    this.model = model;
  }

  /** Returns the model; a straight line as a list of layers. */
  ObjectNode write() {
    return isList() ? sequential() : functional();
  }

  private boolean isList() {
    return model.isStraightLine()
        && !model.calls().isEmpty()
        && model.calls().stream().allMatch(call -> call.name().equals(call.layer()))
        && model.outputs().get(0).name().equals(model.outputs().get(0).tensor().toString());
  }

  private ObjectNode sequential() {
    ObjectNode tree = NODES.objectNode();
    Model.Input input = model.inputs().get(0);
    JsonNode shape = input(input);
    boolean named = !input.name().equals(SequentialReader.INPUT);
    if (named) {
      ObjectNode full = NODES.objectNode().put("name", input.name());
      tree.set("input", shape instanceof ObjectNode o ? full.setAll(o) : full.set("shape", shape));
    } else {
      tree.set("input", shape);
    }
    List<String> usual = usualNames(input.name());
    ArrayNode layers = tree.putArray("layers");
    for (int i = 0; i < model.layers().size(); i++) {
      Model.Named layer = model.layers().get(i);
      ObjectNode entry = entry(layer);
      if (!layer.name().equals(usual.get(i))) {
        ObjectNode renamed = NODES.objectNode();
        renamed.set("type", entry.get("type"));
        renamed.put("name", layer.name());
        entry = renamed.setAll(entry);
      }
      options(entry, model.calls().get(i).options());
      layers.add(entry.size() == 1 ? entry.get("type") : entry);
    }
    return tree;
  }

  /** The names that the reader would give if none were written. */
  private List<String> usualNames(String input) {
    LayerNames names = new LayerNames(List.of(input));
    return model.layers().stream().map(l -> names.ofClass(type(l.layer()))).toList();
  }

  private ObjectNode functional() {
    ObjectNode tree = NODES.objectNode();
    ObjectNode inputs = tree.putObject("inputs");
    model.inputs().forEach(input -> inputs.set(input.name(), input(input)));
    ObjectNode layers = tree.putObject("layers");
    Set<String> written = new HashSet<>();
    for (int i = 0; i < model.calls().size(); i++) {
      Model.Call call = model.calls().get(i);
      if (written.contains(call.name())) {
        continue;
      }
      boolean first = model.calls().subList(0, i).stream().noneMatch(sameLayer(call));
      List<Model.Call> together = first ? together(i) : List.of(call);
      ObjectNode entry =
          first ? entry(model.layer(call.layer())) : NODES.objectNode().put("call", call.layer());
      calls(entry, first, together);
      layers.set(first ? call.layer() : call.name(), entry);
      together.forEach(c -> written.add(c.name()));
    }
    tree.set("outputs", outputs());
    return tree;
  }

  private static Predicate<Model.Call> sameLayer(Model.Call call) {
    return other -> other.layer().equals(call.layer());
  }

  /** Returns the first calls of a layer that follow each other without another's between. */
  private List<Model.Call> together(int start) {
    List<Model.Call> calls = new ArrayList<>();
    for (int i = start; i < model.calls().size(); i++) {
      if (!model.calls().get(i).layer().equals(model.calls().get(start).layer())) {
        break;
      }
      calls.add(model.calls().get(i));
    }
    return calls;
  }

  private static void calls(ObjectNode entry, boolean first, List<Model.Call> calls) {
    Model.Call only = calls.get(0);
    if (!first || (calls.size() == 1 && only.name().equals(only.layer()))) {
      entry.set("inputs", refs(only.inputs()));
      options(entry, only.options());
      return;
    }
    ObjectNode named = entry.putObject("calls");
    for (Model.Call call : calls) {
      if (call.options().equals(Model.Options.NONE)) {
        named.set(call.name(), refs(call.inputs()));
      } else {
        ObjectNode full = named.putObject(call.name());
        full.set("inputs", refs(call.inputs()));
        options(full, call.options());
      }
    }
  }

  private static void options(ObjectNode entry, Model.Options options) {
    if (options.training() != null) {
      entry.put("training", options.training());
    }
    if (options.mask() != null) {
      entry.put("mask", options.mask().toString());
    }
    if (options.causal()) {
      entry.put("use_causal_mask", true);
    }
  }

  private static JsonNode refs(List<Model.Ref> refs) {
    if (refs.size() == 1) {
      return TextNode.valueOf(refs.get(0).toString());
    }
    ArrayNode names = NODES.arrayNode();
    refs.forEach(ref -> names.add(ref.toString()));
    return names;
  }

  private JsonNode outputs() {
    ArrayNode names = NODES.arrayNode();
    ObjectNode byName = NODES.objectNode();
    boolean plain = true;
    for (Model.Output output : model.outputs()) {
      names.add(output.name());
      byName.put(output.name(), output.tensor().toString());
      plain &= output.name().equals(output.tensor().toString());
    }
    return plain ? names : byName;
  }

  private static JsonNode input(Model.Input input) {
    ArrayNode shape = NODES.arrayNode();
    for (int dim : input.shape().dims()) {
      if (dim == Shape.UNKNOWN) {
        shape.addNull();
      } else {
        shape.add(dim);
      }
    }
    return input.integers()
        ? NODES.objectNode().<ObjectNode>set("shape", shape).put("dtype", "int32")
        : shape;
  }

  private static String type(Layer layer) {
    return layer instanceof SubModel ? "Model" : Family.name(layer.getClass());
  }

  private static ObjectNode entry(Model.Named named) {
    ObjectNode entry = NODES.objectNode().put("type", type(named.layer()));
    if (named.layer() instanceof SubModel sub) {
      ObjectNode inner = NODES.objectNode();
      if (!sub.model().name().equals(named.name())) {
        inner.put("name", sub.model().name());
      }
      entry.set("model", inner.setAll(new ModelTree(sub.model()).write()));
    } else {
      entry.setAll(Layer.FAMILY.arguments(named.layer(), false));
    }
    if (!named.trainable()) {
      entry.put("trainable", false);
    }
    return entry;
  }
}
