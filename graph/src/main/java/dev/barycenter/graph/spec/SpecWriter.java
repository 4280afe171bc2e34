package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;

/**
 * Writes models in the notation that {@link SpecFile} reads; read back, they are equal.
 *
 * <p>Arguments that have their default values are left out, and the order is that of the model.
 */
public final class SpecWriter {
  private SpecWriter() {}

  /** Returns a model as a whole file in YAML. */
  public static String yaml(Model model) {
    return yaml(tree(model));
  }

  /** Returns a model as a whole file in JSON. */
  public static String json(Model model) {
    return tree(model).toPrettyString() + "\n";
  }

  /** Returns any tree in YAML, such as a whole file with its sections. */
  public static String yaml(JsonNode tree) {
    return new BlockStyle().text(tree);
  }

  /** Returns a model as the tree of a file: its {@code name} and its {@code model}. */
  public static ObjectNode tree(Model model) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", model.name());
    tree.set("model", new ModelTree(model).write());
    return tree;
  }
}
