package dev.barycenter.graph.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which Keras lists the operations of a Functional model, which names the groups of
 * their weights and orders {@code model.weights}.
 *
 * <p>Operations come by depth, the number of calls on the longest way to an output, deepest first;
 * those of equal depth in the order in which a depth-first walk back from the outputs meets them.
 * This is {@code map_graph} of Keras's {@code ops/function.py}. Takes time linear in the graph.
 */
final class OperationOrder {

  /**
   * A call of an operation.
   *
   * @param operation its name
   * @param parents the indices of the calls that it reads, in argument order
   */
  record Node(String operation, List<Integer> parents) {
    Node {
      parents = List.copyOf(parents);
    }
  }

  private final List<Node> nodes;
  private final Map<String, Integer> met = new LinkedHashMap<>();
  private final List<Integer> finished = new ArrayList<>();
  private final boolean[] done;

  private OperationOrder(List<Node> nodes) {
    this.nodes = nodes;
    this.done = new boolean[nodes.size()];
  }

  /**
   * Returns the names of the operations in order.
   *
   * @param nodes all calls, inputs included, without a cycle
   * @param inputs the calls that make the model's inputs
   * @param outputs the calls that make the model's outputs, one for each output
   */
  static List<String> of(List<Node> nodes, List<Integer> inputs, List<Integer> outputs) {
    OperationOrder order = new OperationOrder(nodes);
    outputs.forEach(order::walk);
    Map<String, Integer> depths = order.depths();
    for (int input : inputs) {
      String name = nodes.get(input).operation;
      if (depths.putIfAbsent(name, 0) == null) {
        order.met.put(name, -1);
      }
    }
    List<String> names = new ArrayList<>(depths.keySet());
    names.sort(
        Comparator.comparing((String name) -> -depths.getOrDefault(name, 0))
            .thenComparing(name -> order.met.getOrDefault(name, -1)));
    return names;
  }

  /** Walks back from a call, remembering when an operation is first met and when a call is done. */
  private void walk(int output) {
    Deque<int[]> stack = new ArrayDeque<>(); // call, and how many of its parents were walked
    enter(output, stack);
    while (!stack.isEmpty()) {
      int[] top = stack.element();
      List<Integer> parents = nodes.get(top[0]).parents;
      if (top[1] < parents.size()) {
        enter(parents.get(top[1]++), stack);
      } else {
        finished.add(top[0]);
        stack.remove();
      }
    }
  }

  private void enter(int node, Deque<int[]> stack) {
    if (!done[node]) {
      done[node] = true;
      met.putIfAbsent(nodes.get(node).operation, met.size());
      stack.push(new int[] {node, 0});
    }
  }

  private Map<String, Integer> depths() {
    int[] nodeDepths = new int[nodes.size()];
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (int i = finished.size() - 1; i >= 0; i--) {
      int node = finished.get(i);
      String operation = nodes.get(node).operation;
      int depth = Math.max(nodeDepths[node], depths.getOrDefault(operation, 0));
      depths.put(operation, depth);
      for (int parent : nodes.get(node).parents) {
        nodeDepths[parent] = Math.max(nodeDepths[parent], depth + 1);
      }
    }
    return depths;
  }
}
