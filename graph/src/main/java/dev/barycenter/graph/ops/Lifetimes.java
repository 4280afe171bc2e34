package dev.barycenter.graph.ops;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From when until when the values of a program are needed, so that they can share memory. */
final class Lifetimes {
  private final Map<Value, Value> roots = new HashMap<>();
  private final Map<Value, Integer> made = new LinkedHashMap<>();
  private final Map<Value, Integer> needed = new HashMap<>();

  /**
   * Follows the values.
   *
   * @param ops the ops in the order in which they run
   * @param results the values that are read when the program has run
   */
  Lifetimes(List<Op> ops, List<Value> results) {
    for (int time = 0; time < ops.size(); time++) {
      Op op = ops.get(time);
      for (Value input : op.inputs()) {
        needed.put(root(input), time);
      }
      for (Value output : op.outputs()) {
        if (op.isAlias()) {
          roots.put(output, op.inputs().isEmpty() ? output : root(op.input(0)));
        } else {
          made.put(output, time);
        }
        needed.put(root(output), time);
      }
    }
    results.forEach(result -> needed.put(root(result), ops.size()));
  }

  /** Returns the value in whose memory a value lives. */
  private Value root(Value value) {
    return roots.getOrDefault(value, value);
  }

  /** Gives the values that have no array yet, and are not views or constants, one in an arena. */
  void bind(Arena arena) {
    MemoryPlan plan = new MemoryPlan();
    Map<Value, Long> starts = new LinkedHashMap<>();
    made.forEach(
        (value, from) -> {
          if (!value.isBound() && value.rank() > 0) {
            long bytes = Math.multiplyExact(value.size(), value.type().width());
            starts.put(value, plan.place(bytes, from, needed.getOrDefault(value, from)));
          }
        });
    Arena.Block block = arena.block(plan.bytes());
    starts.forEach((value, start) -> value.bind(block.array(value.type(), start, value.shape())));
  }
}
