package dev.barycenter.graph.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** One primitive of oneDNN with the memory that it reads and writes, to be run again and again. */
final class Primitive {
  private final primitive owner;
  private final dnnl_primitive handle;
  private final memory.desc scratch;
  private final Map<Integer, memory> memories = new LinkedHashMap<>();
  private @Nullable dnnl_exec_arg_t arguments;

  Primitive(primitive_desc_base description) {
    owner = new primitive(description.get());
    handle = owner.get();
    scratch = description.scratchpad_desc();
  }

  /** Returns what copies between two orders of the same elements. */
  static Primitive reorder(memory from, memory to) {
    Primitive copy =
        new Primitive(new reorder.primitive_desc(from, to, OneDnn.attributes(), false));
    return copy.with(dnnl.DNNL_ARG_SRC, from).with(dnnl.DNNL_ARG_DST, to);
  }

  /** Hands over an argument, by oneDNN's number for its place. */
  Primitive with(int argument, memory place) {
    memories.put(argument, place);
    return this;
  }

  /** Returns how much working memory a run needs, in bytes. */
  long scratchBytes() {
    return scratch.get_size();
  }

  /** Takes working memory that others may use between runs. */
  void lend(Pointer working) {
    if (scratchBytes() > 0) {
      memories.put(dnnl.DNNL_ARG_SCRATCHPAD, new memory(scratch, OneDnn.engine(), working));
    }
    dnnl_exec_arg_t all = new dnnl_exec_arg_t(memories.size());
    int i = 0;
    for (Map.Entry<Integer, memory> entry : memories.entrySet()) {
      all.getPointer(i++).arg(entry.getKey()).memory(entry.getValue().get());
    }
    arguments = all;
  }

  /** Runs it on behalf of an op, which an error names. */
  void run(Op op) {
    int status = dnnl.dnnl_primitive_execute(handle, OneDnn.stream(), memories.size(), arguments);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException(
          "oneDNN failed with status %d at %s of %s.".formatted(status, op, op.inputs()));
    }
  }
}
