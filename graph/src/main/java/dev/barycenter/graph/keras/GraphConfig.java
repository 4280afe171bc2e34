package dev.barycenter.graph.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's configuration with its wiring understood, whichever Keras wrote it; a Sequential model
 * is a chain of calls here.
 *
 * @param name the model's name
 * @param className {@code Sequential} or {@code Functional}
 * @param trainable whether training moves any of its weights
 * @param operations its layers, nested models and operators, inputs included
 * @param inputs the tensors that it takes
 * @param outputs the tensors that it returns
 * @param place where it stands in the file, for messages
 */
record GraphConfig(
    String name,
    String className,
    boolean trainable,
    List<Entry> operations,
    List<Wire> inputs,
    List<Wire> outputs,
    String place) {

  /**
   * An input or output of the model.
   *
   * @param key its key if the model takes or returns a dictionary; empty otherwise
   */
  record Wire(String key, History tensor) {}

  GraphConfig {
    operations = List.copyOf(operations);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Returns the operations by name. */
  Map<String, Entry> byName() {
    Map<String, Entry> byName = new LinkedHashMap<>();
    operations.forEach(o -> byName.put(o.name(), o));
    return byName;
  }

  /** Returns the operations in the order of Keras, which is not always that of the file. */
  List<Entry> ordered() {
    if (className.equals("Sequential")) {
      return operations;
    }
    List<OperationOrder.Node> nodes = new ArrayList<>();
    Map<String, Integer> first = new HashMap<>();
    for (Entry operation : operations) {
      first.put(operation.name(), nodes.size());
      int calls = Math.max(1, operation.calls().size());
      for (int i = 0; i < calls; i++) {
        nodes.add(new OperationOrder.Node(operation.name(), List.of()));
      }
    }
    for (Entry operation : operations) {
      for (int i = 0; i < operation.calls().size(); i++) {
        List<Integer> parents =
            operation.calls().get(i).tensors().stream().map(h -> index(first, h)).toList();
        nodes.set(
            first.getOrDefault(operation.name(), 0) + i,
            new OperationOrder.Node(operation.name(), parents));
      }
    }
    Map<String, Entry> byName = byName();
    return OperationOrder.of(nodes, indices(first, inputs), indices(first, outputs)).stream()
        .map(byName::get)
        .toList();
  }

  private static List<Integer> indices(Map<String, Integer> first, List<Wire> wires) {
    return wires.stream().map(w -> index(first, w.tensor())).toList();
  }

  private static int index(Map<String, Integer> first, History history) {
    return first.getOrDefault(history.operation(), 0) + history.node();
  }
}
