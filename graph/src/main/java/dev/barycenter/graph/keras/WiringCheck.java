package dev.barycenter.graph.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Proves that every tensor of a configuration is made, and made before it is read. */
final class WiringCheck {

  private final ConfigSource source;
  private final GraphConfig graph;
  private final Map<String, Entry> operations;

  WiringCheck(ConfigSource source, GraphConfig graph) {
    this.source = source;
    this.graph = graph;
    this.operations = graph.byName();
  }

  void check() {
    for (Entry operation : graph.operations()) {
      if (operation.isInput() == operation.calls().isEmpty()) {
        for (Entry.Invocation call : operation.calls()) {
          call.tensors().forEach(t -> known(t, operation.place()));
        }
      } else {
        throw source.malformed(
            operation.place(),
            "'%s' with %d calls".formatted(operation.name(), operation.calls().size()),
            operation.isInput() ? "none, since it is an input" : "at least one");
      }
    }
    graph.inputs().forEach(w -> input(w.tensor()));
    graph.operations().stream().filter(Entry::isInput).forEach(this::listed);
    graph.outputs().forEach(w -> known(w.tensor(), graph.place() + "/output_layers"));
    acyclic();
  }

  private void input(History tensor) {
    known(tensor, graph.place() + "/input_layers");
    if (!need(tensor).isInput()) {
      throw source.malformed(
          graph.place() + "/input_layers",
          "'%s', a %s".formatted(tensor.operation(), need(tensor).className()),
          "InputLayers");
    }
  }

  private void listed(Entry input) {
    if (graph.inputs().stream().noneMatch(w -> w.tensor().operation().equals(input.name()))) {
      throw source.malformed(
          input.place(),
          "input '%s', which is not among the model's input_layers".formatted(input.name()),
          "a connected graph");
    }
  }

  private void known(History tensor, String place) {
    Entry operation = operations.get(tensor.operation());
    if (operation == null) {
      throw source.malformed(
          place, "a tensor of '%s'".formatted(tensor.operation()), "a layer of this model");
    }
    int calls = operation.isInput() ? 1 : operation.calls().size();
    if (tensor.node() >= calls) {
      throw source.malformed(
          place,
          "call %d of '%s', which has %d".formatted(tensor.node(), tensor.operation(), calls),
          "one of its calls, counted from 0");
    }
  }

  private Entry need(History tensor) {
    Entry operation = operations.get(tensor.operation());
    if (operation == null) {
      throw new IllegalStateException("not checked: " + tensor);
    }
    return operation;
  }

  /** Peels off calls whose inputs are all made, until none is left. */
  private void acyclic() {
    record Call(String operation, int number) {}
    Map<Call, Integer> waiting = new HashMap<>();
    Map<Call, List<Call>> readers = new HashMap<>();
    Deque<Call> ready = new ArrayDeque<>();
    for (Entry operation : graph.operations()) {
      int calls = operation.isInput() ? 1 : operation.calls().size();
      for (int i = 0; i < calls; i++) {
        Call call = new Call(operation.name(), i);
        List<History> reads = operation.isInput() ? List.of() : operation.calls().get(i).tensors();
        waiting.put(call, reads.size());
        if (reads.isEmpty()) {
          ready.add(call);
        }
        for (History read : reads) {
          readers
              .computeIfAbsent(new Call(read.operation(), read.node()), c -> new ArrayList<>())
              .add(call);
        }
      }
    }
    int made = 0;
    while (!ready.isEmpty()) {
      made++;
      for (Call reader : readers.getOrDefault(ready.remove(), List.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (made < waiting.size()) {
      List<String> stuck =
          waiting.entrySet().stream()
              .filter(e -> e.getValue() > 0)
              .map(e -> e.getKey().operation())
              .distinct()
              .sorted()
              .limit(10)
              .toList();
      throw source.malformed(
          graph.place() + "/layers",
          "a cycle: %s read each other's outputs or what follows from them".formatted(stuck),
          "layers that read only what was made before");
    }
  }
}
