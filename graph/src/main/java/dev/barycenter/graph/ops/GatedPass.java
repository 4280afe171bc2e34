package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pass of gated units over a sequence, or its gradient, by one primitive of oneDNN. */
final class GatedPass extends PrimitiveOp {
  /** How far oneDNN's number for the gradient of an argument is above that of the argument. */
  private static final int GRADIENT = dnnl.DNNL_ARG_DIFF_SRC - dnnl.DNNL_ARG_SRC;

  private final GatedUnits units;
  private final boolean back;

  private GatedPass(
      GatedUnits units, List<Value> inputs, List<Value> outputs, boolean back, Maker maker) {
    super(back ? "gated_units_bp" : "gated_units", inputs, outputs, maker, Vjp.NONE);
    this.units = units;
    this.back = back;
  }

  /**
   * Returns the op of a forward pass; its outputs are those of all steps, the last states, and what
   * the gradient needs.
   *
   * @param inputs as {@link GatedUnits#inputs} orders them
   */
  static GatedPass forward(GatedUnits units, List<Value> inputs) {
    List<Value> outputs = new ArrayList<>();
    DataType type = inputs.get(0).type();
    outputs.add(new Value(type, units.time(), units.batch(), units.units()));
    for (int i = 1; i < units.outputs().size(); i++) {
      outputs.add(new Value(type, units.batch(), units.units()));
    }
    outputs.add(new Value(DataType.UINT8, units.forward().workspace_desc().get_size()));
    return new GatedPass(units, inputs, outputs, false, op -> forward(units, op));
  }

  private static List<Primitive> forward(GatedUnits units, PrimitiveOp op) {
    rnn_primitive_desc_base description = units.forward();
    Primitive pass = new Primitive(description);
    List<Primitive> all = read(units, op, pass, description);
    List<Primitive> after = new ArrayList<>();
    for (int i = 0; i < units.outputs().size(); i++) {
      int argument = units.outputs().get(i);
      memory.desc made = units.of(description, argument);
      pass.with(argument, op.out(i, units.plain(argument), made, after));
    }
    memory remembered = op.out(units.outputs().size(), description.workspace_desc());
    all.add(pass.with(dnnl.DNNL_ARG_WORKSPACE, remembered));
    all.addAll(after);
    return all;
  }

  /** Hands over the inputs of the forward pass; returns what puts them into order before. */
  private static List<Primitive> read(
      GatedUnits units, PrimitiveOp op, Primitive pass, rnn_primitive_desc_base description) {
    List<Primitive> before = new ArrayList<>();
    for (int i = 0; i < units.inputs().size(); i++) {
      int argument = units.inputs().get(i);
      memory.desc read = units.of(description, argument);
      pass.with(argument, op.in(i, units.plain(argument), read, before));
    }
    return before;
  }

  private static List<Primitive> backward(GatedUnits units, PrimitiveOp op) {
    rnn_primitive_desc_base description = units.backward();
    Primitive pass = new Primitive(description);
    List<Primitive> all = read(units, op, pass, description);
    int at = units.inputs().size();
    for (int argument : units.outputs()) {
      memory.desc read = units.of(description, argument);
      pass.with(argument, op.in(at++, units.plain(argument), read, all));
    }
    pass.with(dnnl.DNNL_ARG_WORKSPACE, op.in(at++, units.forward().workspace_desc()));
    for (int argument : units.outputs()) {
      pass.with(argument + GRADIENT, op.in(at++, units.plain(argument)));
    }
    for (int i = 0; i < units.inputs().size(); i++) {
      int argument = units.inputs().get(i);
      pass.with(argument + GRADIENT, op.out(i, units.plain(argument)));
    }
    all.add(pass);
    return all;
  }

  @Override
  void run() {
    if (back) {
      // The primitive adds up the gradients of the weights.
      for (Value sum : outputs()) {
        INDArray array = sum.array();
        Pointer.memset(OneDnn.address(array, 0), 0, array.length() * Float.BYTES);
      }
    }
    super.run();
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    if (back) {
      return Collections.nCopies(wanted.length, null);
    }
    List<Value> reads = new ArrayList<>(inputs());
    reads.addAll(outputs());
    for (int i = 0; i < units.outputs().size(); i++) {
      Value gradient = gradients.get(i);
      reads.add(gradient == null ? ops.zerosLike(outputs().get(i)) : gradient);
    }
    List<Value> made = new ArrayList<>();
    inputs().forEach(input -> made.add(new Value(input.type(), input.shape())));
    ops.trace().add(new GatedPass(units, reads, made, true, op -> backward(units, op)));
    return new ArrayList<>(made);
  }
}
