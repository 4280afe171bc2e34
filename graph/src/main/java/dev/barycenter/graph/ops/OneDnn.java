package dev.barycenter.graph.ops;

import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.global.OpenCL;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN, Intel's library of neural-network primitives for CPUs, where this machine can load it.
 *
 * <p>It picks the instructions (AVX2, AVX-512, bfloat16) of the CPU that it runs on. Where it is
 * missing, or the arrays live on a GPU, operations run on libnd4j instead.
 *
 * @see <a href="https://oneapi-src.github.io/oneDNN/v2.5/">oneDNN 2.5</a>
 */
public final class OneDnn {
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  /** Set to false to run on libnd4j's operations alone. */
  private static final String SWITCH = "barycenter.onednn";

  private static final @Nullable String MISSING = missing();

  private OneDnn() {}

  private static @Nullable String missing() {
    if (!Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
      return "-D%s=false says so".formatted(SWITCH);
    }
    if (!Nd4j.getEnvironment().isCPU()) {
      return "the arrays live on a GPU";
    }
    try {
      Loader.load(OpenCL.class); // brings the library that oneDNN's own is linked with
      Loader.load(dnnl.class);
      return null;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      String reason = String.valueOf(e.getMessage());
      LOG.warn(
          "oneDNN cannot be loaded, so training is several times slower and its results differ in the"
              + " last bits: {}.",
          reason);
      return reason;
    }
  }

  /** Returns whether operations on floats run on oneDNN. */
  public static boolean isAvailable() {
    return MISSING == null;
  }

  /** Returns why oneDNN is not used; null if it is. */
  public static @Nullable String unavailable() {
    return MISSING;
  }

  /** Returns the instructions that oneDNN picked for this CPU, in its own words. */
  public static String instructions() {
    return dnnl.get_effective_cpu_isa().toString();
  }

  /** Returns whether the CPU has instructions that multiply numbers of type bfloat16. */
  static boolean multipliesBfloat16() {
    int bits = dnnl.dnnl_cpu_isa_avx512_core_bf16;
    return isAvailable() && (dnnl.dnnl_get_effective_cpu_isa() & bits) == bits;
  }

  /** Returns whether operations on the elements of a value run on oneDNN. */
  static boolean holds(Value x) {
    return isAvailable() && x.type() == DataType.FLOAT;
  }

  /** What exists only once the library is loaded. */
  private static final class Loaded {
    static final engine CPU = new engine(engine.kind.cpu, 0);
    static final ThreadLocal<Stream> STREAM = ThreadLocal.withInitial(Stream::new);
  }

  /** The stream of a thread, and the pointer by which primitives take it. */
  private static final class Stream {
    final stream owner = new stream(Loaded.CPU);
    final dnnl_stream handle = owner.get();
  }

  static engine engine() {
    return Loaded.CPU;
  }

  static dnnl_stream stream() {
    return Loaded.STREAM.get().handle;
  }

  /** Returns attributes by which a primitive works in memory that it is lent. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  /** Returns the description of floats in C order. */
  static memory.desc plain(long... shape) {
    return strided(shape, Strides.of(shape));
  }

  /** Returns the description of floats at the given distances. */
  static memory.desc strided(long[] shape, long[] strides) {
    return strided(ComputeType.FLOAT32, shape, strides);
  }

  /** Returns the description of numbers at the given distances. */
  static memory.desc strided(ComputeType type, long[] shape, long[] strides) {
    return new memory.desc(shape, type(type), strides);
  }

  /** Returns the description of numbers whose order the primitive chooses. */
  static memory.desc any(ComputeType type, long... shape) {
    return new memory.desc(shape, type(type), memory.format_tag.any);
  }

  private static memory.data_type type(ComputeType type) {
    return type == ComputeType.BFLOAT16 ? memory.data_type.bf16 : memory.data_type.f32;
  }

  /** Returns the description of nothing. */
  static memory.desc none() {
    return new memory.desc();
  }

  /** Returns an array in C order as oneDNN's memory; the caller keeps the array alive. */
  static memory memory(memory.desc description, INDArray array) {
    return memory(description, array, 0);
  }

  /** Returns what starts some elements into an array in C order as oneDNN's memory. */
  static memory memory(memory.desc description, INDArray array, long start) {
    if (!Strides.isPlain(array)) {
      throw new IllegalStateException(
          "An array is not in C order: %s.".formatted(array.shapeInfoToString()));
    }
    return new memory(description, engine(), address(array, start));
  }

  /** Returns where some elements into an array in C order lie; the caller keeps the array alive. */
  static Pointer address(INDArray array, long start) {
    long elements = array.offset() + start;
    long size = array.data().getElementSize();
    return new Address(array.data().pointer().address() + elements * size);
  }

  /** Returns the place some bytes behind another; the caller keeps its memory alive. */
  static Pointer behind(Pointer place, long bytes) {
    return new Address(place.address() + bytes);
  }

  /** A place in memory that somebody else owns. */
  private static final class Address extends Pointer {
    Address(long place) {
      address = place;
    }
  }
}
