package dev.barycenter.graph.spec;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/** What reads what: puts calls in an order in which each reads only what was made before it. */
final class Wiring {
  private final Problems problems;
  private final Set<String> inputs;
  private final Set<String> layers;
  private final Map<String, EntryCall> calls = new LinkedHashMap<>();
  private final Map<Model.Output, String> outputs;

  Wiring(
      Problems problems,
      Set<String> inputs,
      Set<String> layers,
      List<EntryCall> calls,
      Map<Model.Output, String> outputs) {
    this.problems = problems;
    this.inputs = inputs;
    this.layers = layers;
    this.outputs = outputs;
    calls.forEach(call -> this.calls.put(call.name(), call));
  }

  /**
   * Returns the calls in a possible order, the file's own as far as it is one; calls in a cycle,
   * and those behind them, are left out and leave a problem.
   */
  List<EntryCall> order() {
    Map<String, List<String>> readers = readers();
    unknownNames();
    List<EntryCall> order = sorted(readers);
    if (order.size() < calls.size()) {
      cycles(order);
    } else if (problems.isEmpty()) {
      unused();
    }
    return order;
  }

  private Map<String, List<String>> readers() {
    Map<String, List<String>> readers = new HashMap<>();
    for (EntryCall call : calls.values()) {
      for (String source : sources(call)) {
        readers.computeIfAbsent(source, s -> new ArrayList<>()).add(call.name());
      }
    }
    return readers;
  }

  private static Set<String> sources(EntryCall call) {
    Set<String> sources = new LinkedHashSet<>();
    call.reads().forEach(ref -> sources.add(ref.source()));
    return sources;
  }

  private List<EntryCall> sorted(Map<String, List<String>> readers) {
    List<String> names = List.copyOf(calls.keySet());
    Map<String, Integer> rank = new HashMap<>();
    Map<String, Integer> missing = new HashMap<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < names.size(); i++) {
      EntryCall call = call(names.get(i));
      rank.put(call.name(), i);
      int waits = (int) sources(call).stream().filter(calls::containsKey).count();
      missing.put(call.name(), waits);
      if (waits == 0) {
        ready.add(i);
      }
    }
    List<EntryCall> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      EntryCall next = call(names.get(ready.remove()));
      order.add(next);
      for (String reader : readers.getOrDefault(next.name(), List.of())) {
        if (missing.merge(reader, -1, Integer::sum) == 0) {
          ready.add(rank.get(reader));
        }
      }
    }
    return order;
  }

  private EntryCall call(String name) {
    EntryCall call = calls.get(name);
    if (call == null) {
      throw new IllegalStateException("No call is named '%s'.".formatted(name));
    }
    return call;
  }

  private void unknownNames() {
    for (EntryCall call : calls.values()) {
      for (String source : sources(call)) {
        if (!isKnown(source)) {
          problems.add(
              call.place(),
              "Graph disconnected: '%s' reads '%s', which is neither an input nor made by a layer"
                  + " (path: %s). %s",
              call.name(),
              source,
              String.join(" <- ", path(call.name(), source)),
              fix(source));
        }
      }
    }
    outputs.forEach(
        (output, at) -> {
          String source = output.tensor().source();
          if (!isKnown(source)) {
            problems.add(
                at, "Output '%s' is neither an input nor made by a layer. %s", source, fix(source));
          }
        });
  }

  private boolean isKnown(String source) {
    return inputs.contains(source) || calls.containsKey(source);
  }

  private String fix(String source) {
    List<String> callsOf =
        calls.values().stream()
            .filter(call -> call.call().layer().equals(source))
            .map(EntryCall::name)
            .toList();
    if (!callsOf.isEmpty()) {
      return "Layer '%s' is called under names of its own; read one of them: %s."
          .formatted(source, String.join(", ", callsOf));
    } else if (layers.contains(source)) {
      return "Layer '%s' is there, but its own problem comes first.".formatted(source);
    }
    Set<String> known = new TreeSet<>(inputs);
    known.addAll(calls.keySet());
    return Problems.suggestion(source, List.copyOf(known));
  }

  /** Returns the way from an output to a missing tensor, or from its reader if there is none. */
  private List<String> path(String reader, String missing) {
    Deque<List<String>> open = new ArrayDeque<>();
    Set<String> seen = new LinkedHashSet<>();
    outputs.keySet().forEach(output -> open.add(List.of(output.tensor().source())));
    while (!open.isEmpty()) {
      List<String> path = open.remove();
      String last = path.get(path.size() - 1);
      if (last.equals(reader)) {
        return plus(path, missing);
      }
      EntryCall call = calls.get(last);
      if (call != null && seen.add(last)) {
        sources(call).forEach(source -> open.add(plus(path, source)));
      }
    }
    return List.of(reader, missing);
  }

  private static List<String> plus(List<String> path, String next) {
    List<String> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }

  private void cycles(Collection<EntryCall> sorted) {
    Map<String, EntryCall> left = new LinkedHashMap<>(calls);
    sorted.forEach(call -> left.remove(call.name()));
    Set<String> seen = new LinkedHashSet<>();
    for (EntryCall start : left.values()) {
      List<String> path = new ArrayList<>();
      String at = start.name();
      while (seen.add(at)) {
        path.add(at);
        at = sources(call(at)).stream().filter(left::containsKey).findFirst().orElseThrow();
      }
      if (path.contains(at)) {
        List<String> cycle = plus(path.subList(path.indexOf(at), path.size()), at);
        problems.add(
            call(at).place(),
            "These layers wait for each other: %s. Let one of them read something made before it.",
            String.join(" <- ", cycle));
      }
    }
  }

  private void unused() {
    Set<String> used = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.keySet().forEach(output -> open.add(output.tensor().source()));
    while (!open.isEmpty()) {
      String name = open.remove();
      EntryCall call = calls.get(name);
      if (used.add(name) && call != null) {
        open.addAll(sources(call));
      }
    }
    for (EntryCall call : calls.values()) {
      if (!used.contains(call.name())) {
        problems.add(
            call.place(),
            "No output depends on '%s'. Read it in another layer, name it under outputs, or remove"
                + " it.",
            call.name());
      }
    }
  }
}
