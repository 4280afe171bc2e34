package dev.barycenter.graph.ops;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory that programs use in turn: what one has computed is lost when the next one runs.
 *
 * <p>It is as large as the largest of them needs, and grows for a larger one; those made before
 * keep the memory that they have. Not thread-safe.
 */
public final class Arena {
  private @Nullable DataBuffer values;
  private @Nullable DataBuffer working;

  /** A stretch of memory that lives as long as what points to it. */
  private static final class Stretch extends Pointer {
    Stretch(DataBuffer memory, long start, long elements) {
      address = address(memory) + start;
      deallocator(new Owner(memory)); // while the capacity is 0: it would be counted twice
      limit = elements;
      capacity = elements;
    }

    private static long address(DataBuffer memory) {
      long begin = memory.pointer().address();
      return (begin + MemoryPlan.ALIGNMENT - 1) / MemoryPlan.ALIGNMENT * MemoryPlan.ALIGNMENT;
    }

    /** Frees nothing itself: the memory goes when nobody refers to it any more. */
    private record Owner(DataBuffer memory) implements Deallocator {
      @Override
      public void deallocate() {}
    }
  }

  /** Memory for the values of one program. */
  static final class Block {
    private final DataBuffer memory;

    private Block(DataBuffer memory) {
      this.memory = memory;
    }

    /** Returns an array in C order that starts some bytes into the block. */
    INDArray array(DataType type, long start, long... shape) {
      long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      DataBuffer data = Nd4j.createBuffer(new Stretch(memory, start, elements), elements, type);
      return Nd4j.create(data, shape, Strides.of(shape), 0, 'c', type);
    }
  }

  /** Returns memory for values. */
  Block block(long bytes) {
    values = atLeast(values, bytes);
    return new Block(values);
  }

  /** Returns memory for what an op needs only while it runs. */
  Pointer working(long bytes) {
    working = atLeast(working, bytes);
    return new Stretch(working, 0, bytes);
  }

  private static DataBuffer atLeast(@Nullable DataBuffer memory, long bytes) {
    return memory != null && memory.length() >= bytes + MemoryPlan.ALIGNMENT
        ? memory
        : Nd4j.createBuffer(DataType.INT8, bytes + MemoryPlan.ALIGNMENT, false);
  }
}
