package dev.barycenter.worker.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a wire format")
class CodecTest {

  private static float[] values(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-6, 3)));
    }
    return values;
  }

  private static float[] there(WireFormat format, float[] values) {
    Codec codec = Codec.of(format);
    Words wire = Words.allocate(codec.words(values.length) + 3);
    codec.encode(values, values.length, wire, 3);
    float[] back = new float[values.length];
    codec.decode(wire, 3, back, values.length);
    return back;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 255, 256, 257, 4095, 4096})
  void ofFourBytesKeepsEveryBit(int count) {
    float[] values = values(count);
    assertThat(there(WireFormat.FLOAT32, values)).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 255, 256, 257, 4095, 4096})
  void ofTwoBytesErrsByAtMostTheNinthBit(int count) {
    float[] values = values(count);
    float[] back = there(WireFormat.BFLOAT16, values);
    for (int i = 0; i < count; i++) {
      assertThat(Math.abs(back[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) / 256);
    }
  }

  @Test
  void ofTwoBytesRoundsToNearestEven() {
    float ulp = Math.scalb(1f, -7);
    float[] values = {1, 1 + ulp / 2, 1 + 3 * ulp / 2, 1 + 0.51f * ulp, -1 - ulp / 2, 0, -0f};
    assertThat(there(WireFormat.BFLOAT16, values))
        .containsExactly(1, 1, 1 + 2 * ulp, 1 + ulp, -1, 0, -0f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 255, 256, 257, 4095, 4096})
  void ofOneByteErrsByAtMostHalfTheScaleOfItsBlock(int count) {
    float[] values = values(count);
    float[] back = there(WireFormat.INT8, values);
    for (int block = 0; block < count; block += Int8Codec.BLOCK) {
      float greatest = 0;
      for (int i = block; i < Math.min(count, block + Int8Codec.BLOCK); i++) {
        greatest = Math.max(greatest, Math.abs(values[i]));
      }
      for (int i = block; i < Math.min(count, block + Int8Codec.BLOCK); i++) {
        assertThat(Math.abs(back[i] - values[i])).isLessThanOrEqualTo(greatest / 127 * 0.5001f);
      }
    }
  }

  @Test
  void ofOneByteKeepsWholeMultiplesOfTheScale() {
    float[] values = {-127, 127, 1, 0, -64};
    assertThat(there(WireFormat.INT8, values)).isEqualTo(values);
  }

  @Test
  void ofOneByteSendsZerosForBlocksTooSmallForAScale() {
    assertThat(there(WireFormat.INT8, new float[] {1e-40f, -1e-38f})).containsOnly(0);
  }

  @Test
  void takesFourTwoAndOneBytesPerValue() {
    assertThat(Codec.of(WireFormat.FLOAT32).rangeWords(100_000)).isEqualTo(100_000);
    assertThat(Codec.of(WireFormat.BFLOAT16).rangeWords(100_000)).isEqualTo(50_000);
    assertThat(Codec.of(WireFormat.INT8).rangeWords(100_000)).isEqualTo(25_000 + 391);
  }
}
