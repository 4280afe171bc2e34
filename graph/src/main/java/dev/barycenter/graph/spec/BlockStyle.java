package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Writes a tree as YAML over several lines: what fits on one line stays on one. */
final class BlockStyle {
  private static final int WIDTH = 100;

  /** Keys whose values people expect to see line by line. */
  private static final Set<String> OPEN = Set.of("model", "layers", "blocks");

  private final StringBuilder out = new StringBuilder();

  String text(JsonNode tree) {
    if (tree.isObject() && !tree.isEmpty()) {
      object(tree, "");
    } else {
      out.append(Flow.text(tree)).append('\n');
    }
    return out.toString();
  }

  private void object(JsonNode node, String indent) {
    String before = "";
    for (var field : node.properties()) {
      out.append(before).append(Flow.key(field.getKey())).append(':');
      value(field.getKey(), field.getValue(), indent);
      before = indent;
    }
  }

  private void value(String key, JsonNode node, String indent) {
    String flow = Flow.text(node);
    boolean open =
        !node.isEmpty()
            && (OPEN.contains(key)
                || node.has("model")
                || indent.length() + key.length() + flow.length() > WIDTH);
    if (!open) {
      out.append(' ').append(flow).append('\n');
    } else if (node.isObject()) {
      out.append('\n').append(indent).append("  ");
      object(node, indent + "  ");
    } else {
      out.append('\n');
      node.forEach(element -> element(element, indent + "  "));
    }
  }

  private void element(JsonNode node, String indent) {
    String flow = Flow.text(node);
    out.append(indent).append("- ");
    boolean open = node.has("model") || indent.length() + flow.length() > WIDTH;
    if (open && node.isObject() && !node.isEmpty()) {
      object(node, indent + "  ");
    } else {
      out.append(flow).append('\n');
    }
  }
}
