package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides the calls of a model into the smallest regions that can each be one vertex: calls of a
 * shared layer stand together, and so does all that lies between them.
 */
final class Partition {
  private final Model model;
  private final Map<String, Integer> regionOf = new HashMap<>();

  private Partition(Model model) {
    this.model = model;
    Map<String, Integer> byLayer = new HashMap<>();
    for (Model.Call call : model.calls()) {
      regionOf.put(call.name(), byLayer.computeIfAbsent(call.layer(), l -> byLayer.size()));
    }
    while (mergeOneCycle()) {}
  }

  /** Returns the regions in topological order, each with its calls in the model's order. */
  static List<List<Model.Call>> of(Model model) {
    return new Partition(model).regions();
  }

  /** Merges two regions if each needs the other; returns whether there were two. */
  private boolean mergeOneCycle() {
    Map<Integer, Set<Integer>> reads = edges();
    for (int region : reads.keySet()) {
      for (int other : reachable(reads, region)) {
        if (other != region && reachable(reads, other).contains(region)) {
          regionOf.replaceAll((call, r) -> r == other ? region : r);
          return true;
        }
      }
    }
    return false;
  }

  private Map<Integer, Set<Integer>> edges() {
    Map<Integer, Set<Integer>> reads = new HashMap<>();
    for (Model.Call call : model.calls()) {
      Set<Integer> to = reads.computeIfAbsent(region(call.name()), r -> new HashSet<>());
      for (Model.Ref ref : Region.reads(call)) {
        if (regionOf.containsKey(ref.source())) {
          to.add(region(ref.source()));
        }
      }
    }
    return reads;
  }

  private static Set<Integer> reachable(Map<Integer, Set<Integer>> edges, int from) {
    Set<Integer> seen = new HashSet<>();
    List<Integer> open = new ArrayList<>(edges.getOrDefault(from, Set.of()));
    open.remove(Integer.valueOf(from));
    while (!open.isEmpty()) {
      int next = open.remove(open.size() - 1);
      if (seen.add(next)) {
        open.addAll(edges.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }

  private int region(String call) {
    return regionOf.getOrDefault(call, -1);
  }

  private List<List<Model.Call>> regions() {
    Map<Integer, List<Model.Call>> grouped = new HashMap<>();
    for (Model.Call call : model.calls()) {
      grouped.computeIfAbsent(region(call.name()), r -> new ArrayList<>()).add(call);
    }
    List<List<Model.Call>> ordered = new ArrayList<>();
    Map<Integer, Set<Integer>> reads = edges();
    Set<Integer> placed = new HashSet<>();
    while (placed.size() < grouped.size()) {
      for (Model.Call call : model.calls()) {
        int region = region(call.name());
        Set<Integer> needs = new HashSet<>(reads.getOrDefault(region, Set.of()));
        needs.remove(region);
        if (placed.containsAll(needs) && placed.add(region)) {
          ordered.add(grouped.getOrDefault(region, List.of()));
        }
      }
    }
    return ordered;
  }
}
