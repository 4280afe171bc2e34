package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a {@link Trace} that some results need, ready to run on arrays allocated once.
 *
 * <p>A program runs in stages, such as a forward and a backward pass, each with the ops that its
 * own results need beyond the stages before it. Not thread-safe.
 */
public final class Program {
  private final List<List<Op>> stages = new ArrayList<>();

  /** Held as long as the ops that it was lent to. */
  private final Pointer working;

  /** Selects and binds the ops, in memory of their own. */
  public Program(Trace trace, Map<Value, INDArray> bindings, List<List<Value>> results) {
    this(trace, bindings, results, new Arena());
  }

  /**
   * Selects and binds the ops.
   *
   * @param trace the recording
   * @param bindings the arrays of values that the caller owns: placeholders, weights, and results
   *     to be written in place
   * @param results for each stage, the values that it must compute; ops with effects that were
   *     recorded before a stage's last result belong to that stage too
   * @param arena where all other values live; results are there until another program of the arena
   *     runs
   */
  public Program(
      Trace trace, Map<Value, INDArray> bindings, List<List<Value>> results, Arena arena) {
    bindings.forEach(Value::bind);
    Set<Op> done = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Op> recorded = trace.recorded();
    for (List<Value> stage : results) {
      stages.add(needed(recorded, new HashSet<>(stage), done, stages.isEmpty()));
    }
    List<Op> ops = stages.stream().flatMap(List::stream).toList();
    Lifetimes lifetimes = new Lifetimes(ops, results.stream().flatMap(List::stream).toList());
    lifetimes.bind(arena);
    ops.forEach(Op::bind);
    working = arena.working(ops.stream().mapToLong(Op::scratchBytes).max().orElse(0));
    ops.forEach(op -> op.lend(working));
  }

  private static List<Op> needed(
      List<Op> recorded, Set<Value> wanted, Set<Op> done, boolean withEffects) {
    List<Op> ops = new ArrayList<>();
    for (int i = recorded.size() - 1; i >= 0; i--) {
      Op op = recorded.get(i);
      boolean needed =
          (withEffects && op.hasEffect()) || op.outputs().stream().anyMatch(wanted::contains);
      if (needed && done.add(op)) {
        ops.add(op);
        wanted.addAll(op.inputs());
      }
    }
    Collections.reverse(ops);
    return List.copyOf(ops);
  }

  /** Runs one stage; the stages before it must have run on the same inputs. */
  public void run(int stage) {
    for (Op op : stages.get(stage)) {
      op.run();
    }
  }

  /** Returns the number of ops that a run of the given stage executes. */
  public int size(int stage) {
    return (int) stages.get(stage).stream().filter(op -> !op.isAlias()).count();
  }
}
