package dev.barycenter.graph.keras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer as far as the place of its weights in a file goes.
 *
 * @param className its Keras class
 * @param name its name
 * @param layers the layers of a nested model, in Keras's order; empty for any other layer
 * @param parts the layers that it holds as attributes, in the order of its weights
 */
record SavedLayer(
    String className, String name, List<SavedLayer> layers, Map<String, SavedLayer> parts) {

  private static final List<String> PROJECTIONS = List.of("query", "key", "value");

  SavedLayer {
    layers = List.copyOf(layers);
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  static SavedLayer model(String className, String name, List<SavedLayer> layers) {
    return new SavedLayer(className, name, layers, Map.of());
  }

  /** Returns a layer of a class that holds no other layer, or whose parts are always the same. */
  static SavedLayer of(String className, String name) {
    return switch (className) {
      case "SimpleRNN", "LSTM", "GRU", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D" ->
          wrapping(className, name, Map.of("cell", leaf(className + "Cell")));
      default -> wrapping(className, name, Map.of());
    };
  }

  /** Keras made the gate later than the rest, and hides its attribute still. */
  static SavedLayer attention(String name, boolean gate) {
    Map<String, SavedLayer> parts = new LinkedHashMap<>();
    for (String part : gate ? List.of("query", "key", "gate", "value") : PROJECTIONS) {
      String attribute = part.equals("gate") ? "_gate_dense" : part + "_dense";
      parts.put(attribute, new SavedLayer("EinsumDense", part, List.of(), Map.of()));
    }
    parts.put(
        "output_dense", new SavedLayer("EinsumDense", "attention_output", List.of(), Map.of()));
    return wrapping("MultiHeadAttention", name, parts);
  }

  static SavedLayer bidirectional(String name, SavedLayer forward, SavedLayer backward) {
    Map<String, SavedLayer> parts = new LinkedHashMap<>();
    parts.put("forward_layer", forward);
    parts.put("backward_layer", backward);
    return wrapping("Bidirectional", name, parts);
  }

  static SavedLayer wrapping(String className, String name, Map<String, SavedLayer> parts) {
    return new SavedLayer(className, name, List.of(), parts);
  }

  private static SavedLayer leaf(String className) {
    return new SavedLayer(className, GroupNames.snakeCase(className), List.of(), Map.of());
  }
}
