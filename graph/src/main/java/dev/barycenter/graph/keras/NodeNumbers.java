package dev.barycenter.graph.keras;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of calls of nested models, which Keras counts from 1 in some places: a Functional
 * model begins with a call of its own that ties its inputs to its outputs.
 *
 * <p>Keras 2 counts so everywhere, Keras 3 in {@code output_layers} only. A nested model that is
 * never referred to by 0, or is referred to by a number that it has no call for, is counted from 1.
 */
final class NodeNumbers {

  private final Map<String, Entry> models = new HashMap<>();
  private final Map<String, Integer> first = new HashMap<>();

  NodeNumbers(List<Entry> operations) {
    operations.stream().filter(Entry::isModel).forEach(o -> models.put(o.name(), o));
    for (Entry operation : operations) {
      for (Entry.Invocation call : operation.calls()) {
        call.tensors().forEach(h -> first.merge(h.operation(), h.node(), Math::min));
      }
    }
  }

  Entry renumbered(Entry operation) {
    List<Entry.Invocation> calls =
        operation.calls().stream()
            .map(
                call -> {
                  Map<String, Argument> kwargs = new LinkedHashMap<>();
                  call.kwargs().forEach((name, value) -> kwargs.put(name, renumbered(value)));
                  return new Entry.Invocation(
                      call.args().stream().map(this::renumbered).toList(), kwargs);
                })
            .toList();
    return new Entry(
        operation.name(),
        operation.className(),
        operation.module(),
        operation.config(),
        calls,
        operation.place());
  }

  private Argument renumbered(Argument argument) {
    if (argument instanceof Argument.Of of) {
      History h = of.tensor();
      boolean fromOne =
          models.containsKey(h.operation()) && first.getOrDefault(h.operation(), 0) > 0;
      return fromOne ? new Argument.Of(back(h)) : argument;
    }
    if (argument instanceof Argument.Several several) {
      return new Argument.Several(several.elements().stream().map(this::renumbered).toList());
    }
    if (argument instanceof Argument.Keyed keyed) {
      Map<String, Argument> values = new TreeMap<>();
      keyed.values().forEach((name, value) -> values.put(name, renumbered(value)));
      return new Argument.Keyed(values);
    }
    return argument;
  }

  GraphConfig.Wire renumberedOutput(GraphConfig.Wire wire) {
    Entry model = models.get(wire.tensor().operation());
    boolean fromOne =
        model != null
            && wire.tensor().node() > 0
            && (model.isFunctional() || wire.tensor().node() >= model.calls().size());
    return fromOne ? new GraphConfig.Wire(wire.key(), back(wire.tensor())) : wire;
  }

  private static History back(History history) {
    return new History(history.operation(), history.node() - 1, history.tensor());
  }
}
