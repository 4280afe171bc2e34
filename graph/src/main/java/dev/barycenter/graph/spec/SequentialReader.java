package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.LayerNames;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a model whose layers are a list, each reading the one before it. */
final class SequentialReader {
  /** The name of an input that was given none. */
  static final String INPUT = "input";

  private static final List<String> KEYS = List.of("name", "input", "layers");
  private static final List<String> INPUT_KEYS = List.of("name", "shape", "dtype");

  private final Problems problems;
  private final String place;
  private final Assembly assembly;
  private final Blocks blocks;

  SequentialReader(Problems problems, Blocks blocks, String place) {
    this.problems = problems;
    this.blocks = blocks;
    this.place = place;
    assembly = new Assembly(problems, place);
  }

  /**
   * A layer of the list in the form {@code {type: …, arguments}}, and where its arguments stand.
   */
  private record Item(ObjectNode node, String place) {
    /** Returns what a layer without a name is named by. */
    String base() {
      String base = node.path(node.has("block") ? "block" : "type").asText("");
      return base.isBlank() ? "layer" : base;
    }
  }

  @Nullable Model read(JsonNode node, String name) {
    List<Item> items = items(node.get("layers"));
    String input = inputName(node.path("input"));
    List<String> names = names(items, input);
    if (new Branches(problems, place).found(node, items.stream().map(Item::node).toList(), names)) {
      return null;
    }
    ModelReader.expectKeys(node, place, KEYS, problems);
    input(input, node.path("input"));
    Model.Ref last = Model.Ref.to(input);
    for (int i = 0; i < items.size(); i++) {
      String layer = names.get(i);
      layer(layer, items.get(i), last);
      last = Model.Ref.to(layer);
    }
    if (items.isEmpty()) {
      problems.add(place + "/layers", "The list of layers is empty. Write at least one.");
      return null;
    }
    assembly.output(new Model.Output(last.source(), last), place + "/layers");
    return assembly.build(name);
  }

  private void layer(String name, Item item, Model.Ref last) {
    if (item.node().has("block")) {
      new Entries(problems, blocks, assembly)
          .expand(name, item.node(), List.of(last), item.place());
      return;
    }
    assembly.layer(new LayerReader(problems, blocks).read(name, item.node(), item.place()));
    Model.Options options = new CallReader(problems).options(item.node(), item.place());
    Model.Call call = new Model.Call(name, name, List.of(last), options);
    assembly.call(new EntryCall(call, item.place()));
  }

  private static String inputName(JsonNode input) {
    return input.path("name").isTextual() ? input.path("name").textValue() : INPUT;
  }

  private void input(String name, JsonNode node) {
    if (node.isMissingNode()) {
      problems.add(
          place,
          "The model does not say what its input is. Write the shape of one example without the batch"
              + " axis, such as input: [784].");
      assembly.input(name, null);
      return;
    }
    assembly.input(name, new InputReader(problems).read(name, node, place + "/input", INPUT_KEYS));
  }

  private List<Item> items(JsonNode layers) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      items.add(item(layers.get(i), place + "/layers/" + i));
    }
    return items;
  }

  private Item item(JsonNode entry, String at) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (entry.isTextual()) {
      return new Item(node.set("type", entry), at);
    } else if (entry instanceof ObjectNode object && !object.has("type") && object.size() == 1) {
      Map.Entry<String, JsonNode> only = object.properties().iterator().next();
      if (only.getValue() instanceof ObjectNode arguments) {
        node.put("type", only.getKey());
        node.setAll(arguments);
        return new Item(node, at + "/" + only.getKey());
      } else if (only.getValue().isNull() && Layer.FAMILY.member(only.getKey()).isPresent()) {
        return new Item(node.put("type", only.getKey()), at);
      }
    }
    return new Item(entry instanceof ObjectNode object ? object : node, at);
  }

  private static List<String> names(List<Item> items, String input) {
    List<String> given = new ArrayList<>(List.of(input));
    items.forEach(item -> given.add(item.node().path("name").asText("")));
    LayerNames names = new LayerNames(given);
    return items.stream()
        .map(
            item ->
                item.node().path("name").isTextual()
                    ? item.node().path("name").textValue()
                    : names.ofClass(item.base()))
        .toList();
  }
}
