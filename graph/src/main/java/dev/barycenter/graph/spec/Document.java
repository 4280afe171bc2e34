package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed text that knows where each of its values stands.
 *
 * @param root the whole text as a tree
 * @param positions where each place stands: keys of objects, entries of lists
 */
record Document(JsonNode root, Map<String, Position> positions) {
  /** Returns the position of a place, or of the nearest place around it that has one. */
  @Nullable Position position(String place) {
    String at = place;
    while (!positions.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return positions.get(at);
  }

  /** Returns a place as people write it, such as {@code model.layers[2].filters}. */
  static String dotted(String place) {
    return place.replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.').replaceFirst("^\\.", "");
  }
}
