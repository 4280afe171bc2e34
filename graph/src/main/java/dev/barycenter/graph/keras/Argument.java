package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a layer is called with in a configuration: tensors, and anything else, nested. */
sealed interface Argument {

  /** A tensor. */
  record Of(History tensor) implements Argument {}

  /** A list or tuple. */
  record Several(List<Argument> elements) implements Argument {
    public Several {
      elements = List.copyOf(elements);
    }
  }

  /** A dictionary; Keras flattens it in the order of its keys. */
  record Keyed(Map<String, Argument> values) implements Argument {
    public Keyed {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
  }

  /** A number, a text, a flag, null, or another value that is no tensor. */
  record Literal(JsonNode value) implements Argument {}

  /** Returns the tensors in the order of Keras's {@code tree.flatten}. */
  default List<History> tensors() {
    List<History> found = new ArrayList<>();
    collect(this, found);
    return found;
  }

  private static void collect(Argument argument, List<History> found) {
    if (argument instanceof Of of) {
      found.add(of.tensor);
    } else if (argument instanceof Several several) {
      several.elements.forEach(element -> collect(element, found));
    } else if (argument instanceof Keyed keyed) {
      keyed.values.values().forEach(element -> collect(element, found));
    }
  }
}
