package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NumPy's files, IDX and queries as tables. */
class ArraysTest {
  @TempDir static java.nio.file.Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = SparkSession.builder().config(SparkCluster.local("local[1]")).getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static List<String> rows(String format, String path, Map<String, String> options) {
    Dataset<Row> table =
        new Tables(spark, new Path(folder.toUri()))
            .read(new SourceSpec(format, path, true, options, null));
    return table.toJSON().collectAsList();
  }

  /** Returns a file as NumPy writes it: magic, version 1.0, a header filled up to 64 bytes. */
  private static byte[] npy(String type, String shape, byte[] numbers) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    byte[] padded =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + padded.length + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length)
        .put(padded)
        .put(numbers)
        .array();
  }

  private static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(order);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  @Test
  void anArrayOfNumpyIsATableOfItsFirstAxis() throws IOException {
    byte[] numbers = floats(ByteOrder.BIG_ENDIAN, 1, 2, 3.5f, -4);
    Files.write(folder.resolve("x.npy"), npy(">f4", "2, 2", numbers));
    assertThat(rows("npy", "x.npy", Map.of()))
        .containsExactly("{\"values\":[1.0,2.0]}", "{\"values\":[3.5,-4.0]}");
  }

  @Test
  void anArchiveOfNumpyHasAColumnForEachArray() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy("<f4", "2, 1", floats(ByteOrder.LITTLE_ENDIAN, 7, 8)));
      zip.putNextEntry(new ZipEntry("y.npy"));
      zip.write(npy("|u1", "2,", new byte[] {1, (byte) 255}));
    }
    Files.write(folder.resolve("both.npz"), bytes.toByteArray());
    assertThat(rows("npz", "both.npz", Map.of()))
        .containsExactly("{\"x\":[7.0],\"y\":1.0}", "{\"x\":[8.0],\"y\":255.0}");
  }

  @Test
  void filesOfMnistAreReadAsTheyAre() throws IOException {
    idx("images.gz", new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, -1});
    idx("labels.gz", new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 5, 9});
    idx("short.gz", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});
    assertThat(rows("idx", ".", Map.of("pixels", "images.gz", "digit", "labels.gz")))
        .containsExactly(
            "{\"digit\":5.0,\"pixels\":[1.0,2.0]}", "{\"digit\":9.0,\"pixels\":[3.0,255.0]}");
    assertThatThrownBy(() -> rows("idx", ".", Map.of("pixels", "images.gz", "digit", "short.gz")))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "have different numbers of rows: {digit=1, pixels=2}. Expected one row of each for an example.");
  }

  private static void idx(String name, byte[] bytes) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(bytes);
    }
  }

  @Test
  void anotherFileIsAMistake() throws IOException {
    Files.write(folder.resolve("text.npy"), Arrays.copyOf(new byte[] {'h', 'i'}, 20));
    assertThatThrownBy(() -> rows("npy", "text.npy", Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "text.npy' is not an array that can be read: it starts neither like NumPy's files nor like IDX.");
  }

  @Test
  void aQueryMakesATable() {
    assertThat(rows("sql", "SELECT id, id * 2 AS twice FROM range(2)", Map.of()))
        .containsExactly("{\"id\":0,\"twice\":0}", "{\"id\":1,\"twice\":2}");
    assertThatThrownBy(() -> rows("sql", "SELECT x FROM nowhere", Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("'SELECT x FROM nowhere' is no query: ");
  }

  @Test
  void anOptionThatSparkRefusesIsAMistake() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> rows("csv", "rows.csv", Map.of("quote", "two letters")))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("'.*/rows.csv' cannot be read as csv: .*quote.*");
  }
}
