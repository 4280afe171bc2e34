package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.GraphException;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model that stands on a backbone: new layers, as a list or by name, whose input {@code
 * backbone} is what the backbone makes.
 */
final class HeadReader {
  /** The key of the backbone, and the name by which new layers read what it makes. */
  static final String BACKBONE = "backbone";

  private final Problems problems;
  private final Blocks blocks;
  private final Backbones backbones;

  HeadReader(Problems problems, Blocks blocks, Backbones backbones) {
    this.problems = problems;
    this.blocks = blocks;
    this.backbones = backbones;
  }

  @Nullable Model read(ObjectNode node, String place, @Nullable String fallbackName) {
    Backbone backbone = backbones.find(node.get(BACKBONE), place + "/" + BACKBONE, problems);
    if (backbone == null) {
      return null;
    }
    if (node.has("input")) {
      problems.add(
          place + "/input",
          "The input of this model is that of its backbone. Write the shape as backbone: {input: %s}.",
          node.get("input"));
      return null;
    }
    Model head =
        new ModelReader(problems, blocks).read(onTensor(node, backbone), place, fallbackName);
    if (head == null) {
      return null;
    }
    try {
      return backbone.carry(head, BACKBONE);
    } catch (GraphException e) {
      problems.add(
          place, "The layers do not fit their backbone: %s", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static ObjectNode onTensor(ObjectNode node, Backbone backbone) {
    ObjectNode head = node.deepCopy();
    head.remove(BACKBONE);
    JsonNode shape = shape(backbone.shape());
    if (node.path("layers").isArray()) {
      head.putObject("input").put("name", BACKBONE).set("shape", shape);
    } else {
      ObjectNode inputs = JsonNodeFactory.instance.objectNode();
      inputs.set(BACKBONE, shape);
      if (head.path("inputs") instanceof ObjectNode others) {
        inputs.setAll(others);
      }
      head.set("inputs", inputs);
    }
    return head;
  }

  private static JsonNode shape(Shape shape) {
    var dims = JsonNodeFactory.instance.arrayNode();
    for (int dim : shape.dims()) {
      if (dim == Shape.UNKNOWN) {
        dims.addNull();
      } else {
        dims.add(dim);
      }
    }
    return dims;
  }
}
