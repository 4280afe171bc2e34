package dev.barycenter.graph.keras.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class Hdf5WriterTest {

  @Test
  void writesWhatTheReaderAndJhdfRead() throws IOException {
    byte[] bytes = bytes(sample());

    Hdf5Group root = Hdf5Reader.read(ByteBuffer.wrap(bytes));
    assertThat(Hdf5ReaderTest.tree(root))
        .containsExactly(
            "/layers",
            "/layers/dense",
            "/layers/dense/vars  {name=d\u00e9nse}",
            "/layers/dense/vars/0 float32[2, 3]",
            "/layers/dense/vars/1 float32[0]",
            "/optimizer",
            "/optimizer/vars",
            "/optimizer/vars/0 int32[]",
            "/optimizer/vars/1 float32[]");
    try (io.jhdf.HdfFile file = io.jhdf.HdfFile.fromBytes(bytes)) {
      assertThat(file.getDatasetByPath("layers/dense/vars/0").getData())
          .isEqualTo(new float[][] {{1, 2, 3}, {4, 5, Float.NaN}});
      assertThat(file.getDatasetByPath("optimizer/vars/0").getData()).isEqualTo(7);
      assertThat(file.getByPath("layers/dense/vars").getAttribute("name").getData())
          .isEqualTo("d\u00e9nse");
    }
  }

  @Test
  void givesEqualBytesForEqualContents() throws IOException {
    assertThat(bytes(sample())).isEqualTo(bytes(sample()));
  }

  @Test
  void refusesAShapeThatDoesNotFitItsValues() {
    assertThatThrownBy(() -> new Hdf5Writer().floats("a", new int[] {2, 2}, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dataset 'a' has 3 values for 4 places of its shape.");
  }

  @Test
  void refusesTwoDatasetsAtOnePath() {
    Hdf5Writer writer = sample();
    assertThatThrownBy(() -> writer.integer("optimizer/vars/0", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Something was already written at 'optimizer/vars/0'.");
  }

  private static Hdf5Writer sample() {
    Hdf5Writer writer = new Hdf5Writer();
    writer.attribute("layers/dense/vars", "name", "d\u00e9nse");
    writer.floats("layers/dense/vars/0", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, Float.NaN});
    writer.floats("layers/dense/vars/1", new int[] {0}, new float[0]);
    writer.integer("optimizer/vars/0", 7);
    writer.floats("optimizer/vars/1", new int[0], new float[] {0.5f});
    return writer;
  }

  private static byte[] bytes(Hdf5Writer writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    return out.toByteArray();
  }
}
