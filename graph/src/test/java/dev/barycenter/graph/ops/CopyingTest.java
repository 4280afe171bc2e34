package dev.barycenter.graph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CopyingTest {
  private static final long MEGABYTE = 1 << 20;

  /** What is reversed, and the program that does it. */
  private record Reversal(Program program, Value made) {
    static Reversal of(INDArray array, int axis) {
      Trace trace = new Trace(array.dataType());
      Value x = trace.placeholder(array.shape());
      Value made = trace.ops().reverse(x, axis);
      return new Reversal(new Program(trace, Map.of(x, array), List.of(List.of(made))), made);
    }

    double[] run() {
      program.run(0);
      return made.array().dup('c').data().asDouble();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void anAxisInReverseOrderLeavesTheOthersAsTheyAre(DataType type) {
    INDArray x = Nd4j.createFromArray(0, 1, 2, 3, 4, 5, 6, 7).castTo(type).reshape('c', 2, 2, 2);
    assertThat(Reversal.of(x, 0).run()).containsExactly(4, 5, 6, 7, 0, 1, 2, 3);
    assertThat(Reversal.of(x, 1).run()).containsExactly(2, 3, 0, 1, 6, 7, 4, 5);
    assertThat(Reversal.of(x, -1).run()).containsExactly(1, 0, 3, 2, 5, 4, 7, 6);
  }

  @Test
  void reversingTheChannelsOfPicturesLeavesNoMemoryBehind() {
    Reversal channels = Reversal.of(Nd4j.create(DataType.FLOAT, 8, 128, 128, 3), -1);
    channels.program().run(0);
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 40; i++) {
      channels.program().run(0);
    }
    // With an array of libnd4j's for each pixel it is a gigabyte.
    assertThat(Pointer.physicalBytes() - before).isLessThan(400 * MEGABYTE);
  }
}
