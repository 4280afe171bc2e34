package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the type and the arguments of one layer, a nested model included. */
final class LayerReader {
  /** Keys of an entry that are no arguments of its layer. */
  static final Set<String> WIRING =
      Set.of("type", "name", "inputs", "calls", "trainable", "training", "mask", "use_causal_mask");

  private static final List<String> NESTED =
      Stream.concat(WIRING.stream().sorted(), Stream.of("model")).toList();

  private final Problems problems;
  private final Blocks blocks;

  LayerReader(Problems problems, Blocks blocks) {
    this.problems = problems;
    this.blocks = blocks;
  }

  /** Reads an entry with a {@code type}; its layer is null (and there are problems) if it fails. */
  Entry read(String name, JsonNode node, String place) {
    JsonNode type = node.path("type");
    boolean trainable = new CallReader(problems).flag(node, "trainable", true, place);
    if (!type.isTextual()) {
      problems.add(
          place, "Layer '%s' has no type. Write one, such as type: Dense, units: 10.", name);
      return new Entry(name, null, trainable, place);
    }
    return new Entry(
        name, layer(type.textValue(), node, name, place, place + "/type"), trainable, place);
  }

  /** Reads an entry that is written as the name of its layer alone. */
  Entry read(String name, String type, String place) {
    JsonNode none = JsonNodeFactory.instance.objectNode();
    return new Entry(name, layer(type, none, name, place, place), true, place);
  }

  private @Nullable Layer layer(
      String type, JsonNode node, String name, String place, String typePlace) {
    if (type.equals("Model")) {
      return nested(node, name, place);
    }
    if (Layer.FAMILY.member(type).isEmpty()) {
      List<String> known =
          Stream.concat(Layer.FAMILY.names().stream(), Stream.of("Model")).toList();
      problems.add(typePlace, "Unknown layer '%s'. %s", type, Problems.suggestion(type, known));
      return null;
    }
    return Layer.FAMILY.read(type, node, place, WIRING, problems);
  }

  private @Nullable Layer nested(JsonNode node, String name, String place) {
    ModelReader.expectKeys(node, place, NESTED, problems);
    if (!node.has("model")) {
      problems.add(
          place,
          "Layer '%s' is a Model without a 'model'. Write its inputs and layers there.",
          name);
      return null;
    }
    Model model = new ModelReader(problems, blocks).read(node.get("model"), place + "/model", name);
    return model == null ? null : new SubModel(model);
  }
}
