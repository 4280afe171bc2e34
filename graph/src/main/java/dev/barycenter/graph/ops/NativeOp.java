package dev.barycenter.graph.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** An op of libnd4j by its name, with its arrays and arguments handed over once. */
final class NativeOp extends Op {
  private final String name;
  private final Vjp vjp;
  private long[] integers = {};
  private double[] reals = {};
  private boolean[] flags = {};
  private DataType[] types = {};
  private @Nullable DynamicCustomOp op;
  private @Nullable OpContext context;

  NativeOp(String name, List<Value> inputs, Value output, Vjp vjp) {
    this(name, inputs, List.of(output), vjp);
  }

  NativeOp(String name, List<Value> inputs, List<Value> outputs, Vjp vjp) {
    super(inputs, outputs);
    this.name = name;
    this.vjp = vjp;
  }

  NativeOp integers(long... arguments) {
    integers = arguments;
    return this;
  }

  NativeOp reals(double... arguments) {
    reals = arguments;
    return this;
  }

  NativeOp flags(boolean... arguments) {
    flags = arguments;
    return this;
  }

  NativeOp types(DataType... arguments) {
    types = arguments;
    return this;
  }

  @Override
  void bind() {
    super.bind();
    op = DynamicCustomOp.builder(name).build();
    OpContext fresh = Nd4j.getExecutioner().buildContext();
    fresh.setInputArrays(inputs().stream().map(Value::array).toArray(INDArray[]::new));
    fresh.setOutputArrays(outputs().stream().map(Value::array).toArray(INDArray[]::new));
    if (integers.length > 0) {
      fresh.setIArguments(integers);
    }
    if (reals.length > 0) {
      fresh.setTArguments(reals);
    }
    if (flags.length > 0) {
      fresh.setBArguments(flags);
    }
    if (types.length > 0) {
      fresh.setDArguments(types);
    }
    context = fresh;
  }

  @Override
  void run() {
    OpExecutioner executioner = Nd4j.getExecutioner();
    if (op == null || context == null) {
      throw new IllegalStateException("Op '%s' ran before it was bound.".formatted(name));
    }
    executioner.exec(op, context);
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    if (gradient == null) {
      throw new IllegalStateException(
          "Op '%s' has no gradient for its first output.".formatted(name));
    }
    return vjp.apply(ops, this, gradient, wanted);
  }

  @Override
  public String toString() {
    return name;
  }
}
