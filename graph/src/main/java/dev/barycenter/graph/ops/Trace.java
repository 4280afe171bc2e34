package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A recording of operations on values of fixed shapes.
 *
 * <p>The order of the ops is the order in which they were recorded, so a trace is a function of the
 * program that recorded it, and so are the bits that it computes.
 */
public final class Trace {
  private final DataType type;
  private final ComputeType compute;
  private final List<Op> ops = new ArrayList<>();

  /**
   * Starts an empty trace.
   *
   * @param type the type in which the trace computes: FLOAT, or DOUBLE for gradient checks
   */
  public Trace(DataType type) {
    this(type, ComputeType.FLOAT32);
  }

  /**
   * Starts an empty trace.
   *
   * @param type the type in which the trace computes: FLOAT, or DOUBLE for gradient checks
   * @param compute the type of what products multiply, if the trace computes in FLOAT
   * @throws IllegalStateException if this machine cannot multiply such numbers
   */
  public Trace(DataType type, ComputeType compute) {
    String missing = compute.unavailable();
    if (missing != null) {
      throw new IllegalStateException(
          "This machine cannot compute in %s: %s.".formatted(compute, missing));
    }
    this.type = type;
    this.compute = compute;
  }

  /** Returns the floating-point type of this trace. */
  public DataType type() {
    return type;
  }

  /** Returns the type of the numbers that products multiply. */
  ComputeType compute() {
    return compute;
  }

  /** Returns the operations that can be recorded. */
  public Ops ops() {
    return new Ops(this);
  }

  /** Returns a new value that the caller fills before each run. */
  public Value placeholder(long... shape) {
    return new Value(type, shape);
  }

  /** Returns a new value of the given type that the caller fills before each run. */
  public Value placeholder(DataType valueType, long... shape) {
    return new Value(valueType, shape);
  }

  Value add(Op op) {
    ops.add(op);
    return op.output();
  }

  /** Returns whether a value has memory of its own, not that of another value or of a constant. */
  public boolean isOwn(Value value) {
    Op producer = value.producer();
    return producer != null && !producer.isAlias();
  }

  List<Op> recorded() {
    return List.copyOf(ops);
  }

  /**
   * Appends the backward pass: the gradient of {@code sum(seed * output)} over all outputs by each
   * of the values in {@code by}, in reverse mode.
   *
   * @param outputs where the derivative starts
   * @param seeds the gradient of each output, of its shape
   * @param by the values whose gradients are asked for
   * @return one gradient for each of {@code by}; null where no output depends on it
   */
  public List<@Nullable Value> gradients(List<Value> outputs, List<Value> seeds, List<Value> by) {
    Set<Value> dependent = dependentOn(by);
    Map<Value, Value> gradients = new HashMap<>();
    Ops recorder = ops();
    for (int i = 0; i < outputs.size(); i++) {
      accumulate(gradients, outputs.get(i), seeds.get(i), recorder);
    }
    List<Op> forward = recorded();
    for (int i = forward.size() - 1; i >= 0; i--) {
      differentiate(forward.get(i), gradients, dependent, recorder);
    }
    return by.stream().<@Nullable Value>map(gradients::get).toList();
  }

  private static void differentiate(
      Op op, Map<Value, Value> gradients, Set<Value> dependent, Ops recorder) {
    List<@Nullable Value> outputGradients = new ArrayList<>();
    op.outputs().forEach(output -> outputGradients.add(gradients.get(output)));
    boolean[] wanted = new boolean[op.inputs().size()];
    boolean any = false;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = dependent.contains(op.input(i));
      any |= wanted[i];
    }
    if (!any || outputGradients.stream().allMatch(g -> g == null)) {
      return;
    }
    List<@Nullable Value> inputGradients = op.gradients(recorder, outputGradients, wanted);
    for (int i = 0; i < wanted.length; i++) {
      Value gradient = inputGradients.get(i);
      if (wanted[i] && gradient != null) {
        accumulate(gradients, op.input(i), gradient, recorder);
      }
    }
  }

  private static void accumulate(
      Map<Value, Value> gradients, Value of, Value gradient, Ops recorder) {
    if (!Arrays.equals(of.shape(), gradient.shape())) {
      throw new IllegalStateException(
          "The gradient of a value of shape %s has shape %s (made by %s)."
              .formatted(of, gradient, gradient.producer()));
    }
    Value sum = gradients.get(of);
    gradients.put(of, sum == null ? gradient : recorder.add(sum, gradient));
  }

  private Set<Value> dependentOn(List<Value> roots) {
    Set<Value> dependent = new HashSet<>(roots);
    for (Op op : ops) {
      if (op.inputs().stream().anyMatch(dependent::contains)) {
        dependent.addAll(op.outputs());
      }
    }
    return dependent;
  }
}
