package dev.barycenter.graph.keras;

import dev.barycenter.graph.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The calls of a configuration in an order in which they can be made, each with its own name: the
 * layer's for the first call, {@code encoder_1} and so on for the others.
 */
final class CallNames {

  /** A call, by its operation and its number. */
  record Numbered(Entry operation, int number, int rank) {}

  private final Map<History, String> names = new HashMap<>();
  private final List<Numbered> order;

  CallNames(GraphConfig graph) {
    List<Entry> operations = graph.ordered();
    Set<String> taken = new HashSet<>();
    operations.forEach(o -> taken.add(ModelReader.safeName(o.name())));
    for (Entry operation : operations) {
      int count = 0;
      for (int i = 0; i < Math.max(1, operation.calls().size()); i++) {
        String base = ModelReader.safeName(operation.name());
        String name = base;
        while (i > 0 && !taken.add(name)) {
          name = base + "_" + ++count;
        }
        names.put(new History(operation.name(), i, 0), name);
      }
    }
    order = sort(operations);
  }

  /** Repeatedly takes the first call, in Keras's order, of which all inputs are made. */
  private static List<Numbered> sort(List<Entry> operations) {
    Map<History, List<Numbered>> readers = new HashMap<>();
    Map<Numbered, Integer> waiting = new HashMap<>();
    PriorityQueue<Numbered> ready =
        new PriorityQueue<>(
            Comparator.comparingInt(Numbered::rank).thenComparingInt(Numbered::number));
    for (int rank = 0; rank < operations.size(); rank++) {
      Entry operation = operations.get(rank);
      for (int i = 0; i < Math.max(1, operation.calls().size()); i++) {
        Numbered call = new Numbered(operation, i, rank);
        Set<History> reads = new HashSet<>();
        if (!operation.isInput()) {
          operation.calls().get(i).tensors().forEach(h -> reads.add(made(h)));
        }
        waiting.put(call, reads.size());
        reads.forEach(h -> readers.computeIfAbsent(h, x -> new ArrayList<>()).add(call));
        if (reads.isEmpty()) {
          ready.add(call);
        }
      }
    }
    List<Numbered> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Numbered next = ready.remove();
      if (!next.operation.isInput()) {
        order.add(next);
      }
      History made = new History(next.operation.name(), next.number, 0);
      for (Numbered reader : readers.getOrDefault(made, List.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    return order;
  }

  private static History made(History tensor) {
    return new History(tensor.operation(), tensor.node(), 0);
  }

  List<Numbered> order() {
    return order;
  }

  String name(String operation, int number) {
    String name = names.get(new History(operation, number, 0));
    if (name == null) {
      throw new IllegalStateException("No call %d of '%s'.".formatted(number, operation));
    }
    return name;
  }

  Model.Ref ref(History tensor) {
    return new Model.Ref(name(tensor.operation(), tensor.node()), tensor.tensor());
  }
}
