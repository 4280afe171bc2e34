package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Layers of a model as a phase names them: {@code all}; a whole number, for so many layers with
 * weights from the top; or names and patterns such as {@code conv5_*}. Layers of nested models have
 * paths such as {@code encoder/conv}; the name of a nested model means all of them.
 */
final class LayerSet {
  private static final String ALL = "all";

  private LayerSet() {}

  /** Returns the paths of the layers that have weights, in the order of the model. */
  static List<String> weighted(Model model) {
    List<String> paths = new ArrayList<>();
    Set<String> weights = model.weights().keySet();
    for (Model.Named named : model.layers()) {
      if (named.layer() instanceof SubModel sub) {
        weighted(sub.model()).forEach(path -> paths.add(named.name() + "/" + path));
      } else if (weights.stream().anyMatch(path -> path.startsWith(named.name() + "/"))) {
        paths.add(named.name());
      }
    }
    return paths;
  }

  /** Reads a set; null (and a problem) if it is none of the model. */
  static @Nullable Set<String> read(JsonNode node, Model model, String place, Problems problems) {
    List<String> layers = weighted(model);
    if (node.isTextual() && node.textValue().equals(ALL)) {
      return new LinkedHashSet<>(layers);
    } else if (node.isIntegralNumber()) {
      return top(node.intValue(), layers, place, problems);
    } else if (node.isTextual() || (node.isArray() && !node.isEmpty())) {
      return named(node.isArray() ? node : List.of(node), layers, place, problems);
    }
    problems.add(
        place,
        "Found %s: expected names or patterns of layers such as [label, \"conv5_*\"], the number of top layers with weights, or all.",
        node);
    return null;
  }

  private static @Nullable Set<String> top(
      int count, List<String> layers, String place, Problems problems) {
    if (count < 1 || count > layers.size()) {
      problems.add(
          place,
          "Found %d: expected 1 to %d, the number of layers with weights.",
          count,
          layers.size());
      return null;
    }
    return new LinkedHashSet<>(layers.subList(layers.size() - count, layers.size()));
  }

  private static @Nullable Set<String> named(
      Iterable<JsonNode> patterns, List<String> layers, String place, Problems problems) {
    Set<String> found = new LinkedHashSet<>();
    boolean sound = true;
    for (JsonNode node : patterns) {
      Pattern pattern = pattern(node.asText());
      List<String> matching = layers.stream().filter(l -> pattern.matcher(l).matches()).toList();
      if (matching.isEmpty()) {
        problems.add(
            place,
            "No layer with weights is called '%s'. %s",
            node.asText(),
            Problems.suggestion(node.asText(), layers));
        sound = false;
      }
      found.addAll(matching);
    }
    return sound ? found : null;
  }

  private static Pattern pattern(String glob) {
    String quoted = Pattern.quote(glob).replace("*", "\\E.*\\Q");
    return Pattern.compile(quoted + "(/.*)?");
  }
}
