package dev.barycenter.graph.ops;

import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** An op computed by primitives of oneDNN, one after the other. */
class PrimitiveOp extends Op {
  private final String name;
  private final Maker maker;
  private final Vjp vjp;
  private List<Primitive> primitives = List.of();

  /** Makes the primitives of an op once its arrays are there. */
  @FunctionalInterface
  interface Maker {
    /** Returns the primitives in the order in which they run. */
    List<Primitive> make(PrimitiveOp op);
  }

  PrimitiveOp(String name, List<Value> inputs, List<Value> outputs, Maker maker, Vjp vjp) {
    super(inputs, outputs);
    this.name = name;
    this.maker = maker;
    this.vjp = vjp;
  }

  PrimitiveOp(String name, List<Value> inputs, Value output, Maker maker, Vjp vjp) {
    this(name, inputs, List.of(output), maker, vjp);
  }

  @Override
  void bind() {
    super.bind();
    primitives = List.copyOf(maker.make(this));
  }

  /** Returns an input as memory of the given description. */
  memory in(int i, memory.desc description) {
    return OneDnn.memory(description, input(i).array());
  }

  /** Returns an output as memory of the given description. */
  memory out(int i, memory.desc description) {
    return OneDnn.memory(description, outputs().get(i).array());
  }

  @Override
  long scratchBytes() {
    return primitives.stream().mapToLong(Primitive::scratchBytes).max().orElse(0);
  }

  @Override
  void lend(Pointer working) {
    primitives.forEach(primitive -> primitive.lend(working));
  }

  @Override
  void run() {
    for (Primitive primitive : primitives) {
      primitive.run(this);
    }
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    Value gradient = gradients.get(0);
    return gradient == null
        ? Collections.nCopies(wanted.length, null)
        : vjp.apply(ops, this, gradient, wanted);
  }

  @Override
  public String toString() {
    return name;
  }
}
