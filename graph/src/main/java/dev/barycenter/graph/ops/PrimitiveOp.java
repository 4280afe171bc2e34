package dev.barycenter.graph.ops;

import java.util.ArrayList;
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
  private final List<memory> copies = new ArrayList<>();
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

  /**
   * Returns an input in the order and type that a primitive reads.
   *
   * @param given how its array lies in memory
   * @param wanted what the primitive reads
   * @param before where what copies it before each run is added, if it must be copied
   */
  memory in(int i, memory.desc given, memory.desc wanted, List<Primitive> before) {
    memory array = in(i, given);
    if (given.equals(wanted)) {
      return array;
    }
    memory copy = copy(wanted);
    before.add(Primitive.reorder(array, copy));
    return copy;
  }

  /**
   * Returns an output in the order and type that a primitive writes.
   *
   * @param given how its array lies in memory
   * @param made what the primitive writes
   * @param after where what copies it after each run is added, if it must be copied
   */
  memory out(int i, memory.desc given, memory.desc made, List<Primitive> after) {
    memory array = out(i, given);
    if (given.equals(made)) {
      return array;
    }
    memory copy = copy(made);
    after.add(Primitive.reorder(copy, array));
    return copy;
  }

  /** Returns memory that is the op's own while it runs. */
  private memory copy(memory.desc description) {
    memory copy = new memory(description, OneDnn.engine(), null);
    copies.add(copy);
    return copy;
  }

  /** Returns an output as memory of the given description. */
  memory out(int i, memory.desc description) {
    return OneDnn.memory(description, outputs().get(i).array());
  }

  @Override
  long scratchBytes() {
    return copies.stream().mapToLong(PrimitiveOp::bytes).sum()
        + primitives.stream().mapToLong(Primitive::scratchBytes).max().orElse(0);
  }

  private static long bytes(memory copy) {
    return MemoryPlan.aligned(copy.get_desc().get_size());
  }

  @Override
  void lend(Pointer working) {
    long end = 0;
    for (memory copy : copies) {
      copy.set_data_handle(OneDnn.behind(working, end));
      end += bytes(copy);
    }
    Pointer scratch = OneDnn.behind(working, end);
    primitives.forEach(primitive -> primitive.lend(scratch));
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
