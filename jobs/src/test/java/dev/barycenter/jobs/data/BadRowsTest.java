package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.spec.RunSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad rows of every source end a job with file and row, or are left out and counted. */
class BadRowsTest {
  @TempDir static java.nio.file.Path folder;
  private static SparkSession spark;

  /** A source with two good rows, and what is wrong with the others. */
  private record Case(
      String name, String source, String input, String problem, String place, int bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    spark = SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate();
    write("null.csv", "a,b,y\n1,2,0\n3,,1\n5,6,1\n");
    write("word.csv", "a,b,y\n1,2,0\n3,4,1\n5,six,1\n");
    write("nan.csv", "a,b,y\n1,2,0\nNaN,4,1\n5,Infinity,1\n7,8,0\n");
    write("long.csv", "a,b,y\n1,2,0\n3,4,1,9\n5,6,1\n");
    write("short.csv", "a,b,y\n1,2,0\n3,4,1\n5,6\n");
    write("label.csv", "a,b,y\n1,2,0\n3,4,2\n5,6,1\n");
    write("half.csv", "a,b,y\n1,2,0.5\n3,4,0\n5,6,1\n");
    write("text.csv", "t,y\nnow or never,0\n,1\nnever,1\n");
    write("steps.csv", "s,t,a,b,y\n1,1,3,4,0\n1,0,1,2,0\n2,0,5,6,1\n3,0,7,,1\n3,1,1,1,1\n");
    write("times.csv", "s,t,a,b,y\n1,10,3,4,0\n1,9,1,2,0\n2,0,5,6,1\n3,soon,7,8,1\n,1,7,8,1\n");
    write("rows.jsonl", "{\"a\":1,\"b\":2,\"y\":0}\n{\"a\":3,\"b\":\n{\"a\":5,\"b\":6,\"y\":1}\n");
    write(
        "lists.jsonl",
        """
        {"x":[1,2],"y":0}
        {"x":[3,4],"y":1}
        {"x":[5],"y":1}
        {"x":[1,null],"y":1}
        """);
    write("rows.libsvm", "0 1:1 2:2\n# a comment\n\n1 1:3 2:four\n1 2:6\n1 2:1 1:4\n");
    spark
        .sql("SELECT * FROM VALUES (1, 2.0D, 0), (3, double('NaN'), 1), (5, 6.0D, 1) AS v(a, b, y)")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("rows.parquet").toString());
    picture("photos/0/good.png");
    picture("photos/1/good.png");
    write("photos/1/broken.png", "not a picture");
    Files.createDirectories(folder.resolve("arrays"));
    Files.write(folder.resolve("arrays/x.npy"), npy("3, 2", 1, 2, 3, Float.NaN, 5, 6));
    Files.write(folder.resolve("arrays/y.npy"), npy("3,", 0, 1, 1));
    try (ZipOutputStream zip = new ZipOutputStream(stream("both.npz"))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy("3, 2", 1, 2, 3, 4, 5, 6));
      zip.putNextEntry(new ZipEntry("y.npy"));
      zip.write(npy("3,", 0, 1, 7));
    }
    Files.createDirectories(folder.resolve("idx"));
    Files.write(
        folder.resolve("idx/x"), new byte[] {0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6});
    Files.write(folder.resolve("idx/y"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 0, 9, 1});
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private static OutputStream stream(String name) throws IOException {
    return Files.newOutputStream(folder.resolve(name));
  }

  private static void picture(String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    ImageIO.write(
        new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB), "png", folder.resolve(name).toFile());
  }

  private static byte[] npy(String shape, float... numbers) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }%n".formatted(shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + Float.BYTES * numbers.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  static List<Case> cases() {
    String csv = "{format: csv, path: %s}";
    String columns = "[a, b]";
    return List.of(
        new Case(
            "csv: null",
            csv.formatted("null.csv"),
            columns,
            "Column 'b' holds nothing",
            "null.csv, row 2",
            1),
        new Case(
            "csv: word",
            csv.formatted("word.csv"),
            columns,
            "Column 'b' holds 'six'",
            "word.csv, row 3",
            1),
        new Case(
            "csv: not finite",
            csv.formatted("nan.csv"),
            columns,
            "Column 'a' holds NaN",
            "nan.csv, row 2",
            2),
        new Case(
            "csv: too long",
            csv.formatted("long.csv"),
            columns,
            "The row cannot be read as the others are: '3,4,1,9'",
            "long.csv, row 2",
            1),
        new Case(
            "csv: too short",
            csv.formatted("short.csv"),
            columns,
            "The row cannot be read as the others are: '5,6'",
            "short.csv, row 3",
            1),
        new Case(
            "csv: no class",
            csv.formatted("label.csv"),
            columns,
            "Target 'kind' is 2.0: expected a class from 0 to 1",
            "label.csv, row 2",
            1),
        new Case(
            "csv: half a class",
            csv.formatted("half.csv"),
            columns,
            "Target 'kind' is 0.5: expected a class from 0 to 1",
            "half.csv, row 1",
            1),
        new Case(
            "sequences: null",
            "{format: csv, path: steps.csv, sequence: {id: [s], time: t, steps: {x: [a, b]}}}",
            "x",
            "Column 'x' holds nothing",
            "steps.csv",
            1),
        new Case(
            "sequences: no place",
            "{format: csv, path: times.csv, sequence: {id: [s], time: t, steps: {x: [a, b]}}}",
            "x",
            "The row cannot be read as the others are: 'a step without id or time'",
            "times.csv",
            2),
        new Case(
            "json: broken",
            "{format: json, path: rows.jsonl}",
            columns,
            "The row cannot be read as the others are: '{\"a\":3,\"b\":'",
            "rows.jsonl, row 2",
            1),
        new Case(
            "json: wrong length",
            "{format: json, path: lists.jsonl}",
            "x",
            "'input' takes 2 numbers, but its columns hold 1",
            "lists.jsonl, row 3",
            2),
        new Case(
            "libsvm: broken",
            "{format: libsvm, path: rows.libsvm}",
            "features",
            "The row cannot be read as the others are: '1 1:3 2:four'",
            "rows.libsvm, row 2",
            2),
        new Case(
            "parquet: NaN",
            "{format: parquet, path: rows.parquet}",
            columns,
            "Column 'b' holds NaN",
            ".parquet, row 2",
            1),
        new Case(
            "images: unreadable",
            "{format: images, path: photos}",
            "image",
            "A picture of 13 bytes cannot be read",
            "photos/1/broken.png",
            1),
        new Case(
            "npy: NaN",
            "{format: npy, path: arrays, options: {x: x.npy, y: y.npy}}",
            "x",
            "Column 'x' holds NaN",
            "arrays, row 2",
            1),
        new Case(
            "npz: no class",
            "{format: npz, path: both.npz}",
            "x",
            "Target 'kind' is 7.0: expected a class from 0 to 1",
            "both.npz, row 3",
            1),
        new Case(
            "idx: no class",
            "{format: idx, path: idx, options: {x: x, y: y}}",
            "x",
            "Target 'kind' is 9.0: expected a class from 0 to 1",
            "idx, row 2",
            1),
        new Case(
            "sql: null",
            "{format: sql, path: 'SELECT * FROM VALUES (1, 2, 0), (3, NULL, 1), (5, 6, 1) AS v(a,"
                + " b, y)'}",
            columns,
            "Column 'b' holds nothing",
            "the query 'SELECT * FROM VALUES",
            1));
  }

  private static RunSpec spec(String source, String input, String badRows, String stages) {
    String shape =
        source.contains("images")
            ? "[1, 2, 3]"
            : source.contains("sequence") || input.equals("tokens") ? "[null, 2]" : "[2]";
    String target = source.contains("libsvm") ? "label" : source.contains("images") ? "class" : "y";
    return RunSpec.read(
        "spec.yaml",
        """
        model:
          inputs: {input: %s}
          layers:
            flat: {type: %s, inputs: input}
            kind: {type: Dense, units: 2, activation: softmax, inputs: flat}
          outputs: [kind]
        training: {loss: sparse_categorical_crossentropy}
        data:
          train: %s
          inputs: {input: %s}
          targets: {kind: %s}
          bad_rows: %s
          preprocess: %s
        """
            .formatted(
                shape,
                shape.startsWith("[null") ? "GlobalAveragePooling1D" : "Flatten",
                source,
                input,
                target,
                badRows,
                stages));
  }

  private static Tables tables() {
    return new Tables(spark, new Path(folder.toUri()));
  }

  private static void failNaming(RunSpec spec, PipelineModel pipeline, Case expected) {
    Packing packing = spec.packing();
    Dataset<Row> table = Preprocessing.apply(pipeline, tables().read(spec.data().train()));
    JavaRDD<byte[]> packed = packing.pack(table, SkippedRows.in(spark));
    BadRows badRows = new BadRows(tables(), spec.data().sources(), pipeline, packing);
    assertThatThrownBy(() -> badRows.named(packed::count))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(expected.problem())
        .hasMessageContaining("\n  in: ")
        .message()
        .satisfies(
            message -> assertThat(message.lines().toList().get(1)).contains(expected.place()))
        .satisfies(
            message -> {
              if (expected.bad() > 1) {
                assertThat(message).contains("  bad rows: %d of ".formatted(expected.bad()));
              }
            });
  }

  private static void skipCounting(RunSpec spec, PipelineModel pipeline, int bad) {
    SkippedRows skipped = SkippedRows.in(spark);
    Dataset<Row> table = Preprocessing.apply(pipeline, tables().read(spec.data().train()));
    JavaRDD<byte[]> packed = spec.packing().pack(table, skipped);
    assertThat(packed.count()).isEqualTo(2);
    assertThat(packed.count()).isEqualTo(2);
    assertThat(skipped.value()).isEqualTo(bad);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endTheJobWithFileAndRow(Case expected) {
    failNaming(spec(expected.source(), expected.input(), "fail", "[]"), null, expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areSkippedAndCountedOnceHoweverOftenTheyAreComputed(Case expected) {
    skipCounting(spec(expected.source(), expected.input(), "skip", "[]"), null, expected.bad());
  }

  @Test
  void aCategoryThatTrainingDoesNotHaveIsBad() {
    String stages = "[{type: StringIndexer, columns: kind, output: y}]";
    String source = "{format: sql, path: \"SELECT a, b, kind FROM VALUES %s AS v(a, b, kind)\"}";
    String train = source.formatted("(1, 2, 'yes'), (3, 4, 'no')");
    String later = source.formatted("(1, 2, 'yes'), (3, 4, 'perhaps'), (5, 6, 'no')");
    PipelineModel pipeline =
        Preprocessing.fit(
            spec(train, "[a, b]", "fail", stages).data().preprocess(),
            tables().read(spec(train, "[a, b]", "fail", stages).data().train()));
    Case expected =
        new Case("", later, "[a, b]", "Column 'y' holds nothing", "the query 'SELECT", 1);
    failNaming(spec(later, "[a, b]", "fail", stages), pipeline, expected);
    skipCounting(spec(later, "[a, b]", "skip", stages), pipeline, 1);
  }

  @Test
  void aTextThatIsMissingIsBad() {
    String stages =
        "[{type: TextVectorization, columns: t, output: tokens, options: {length: 2, pad: true}}]";
    String source = "{format: csv, path: text.csv}";
    RunSpec spec = spec(source, "tokens", "fail", stages);
    PipelineModel pipeline =
        Preprocessing.fit(spec.data().preprocess(), tables().read(spec.data().train()));
    Case expected =
        new Case("", source, "tokens", "Column 'tokens' holds nothing", "text.csv, row 2", 1);
    failNaming(spec, pipeline, expected);
    skipCounting(spec(source, "tokens", "skip", stages), pipeline, 1);
  }

  @Test
  void aRowOfALargeFileHasItsNumberInTheFile() throws IOException {
    StringBuilder lines = new StringBuilder("a,b,y\n");
    for (int i = 1; i <= 20_000; i++) {
      lines.append(i == 15_123 ? "x,1,0\n" : "%d,1,0\n".formatted(i));
    }
    write("many/large.csv", lines.toString());
    write("many/small.csv", "a,b,y\n1,2,0\n");
    spark.conf().set("spark.sql.files.maxPartitionBytes", "20000");
    try {
      String source = "{format: csv, path: many}";
      Case expected = new Case("", source, "", "Column 'a' holds 'x'", "large.csv, row 15,123", 1);
      failNaming(spec(source, "[a, b]", "fail", "[]"), null, expected);
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }

  @Test
  void theOtherJobsFailuresStayAsTheyAre() {
    BadRows badRows =
        new BadRows(
            tables(),
            List.of(),
            null,
            spec("{format: csv, path: null.csv}", "[a, b]", "fail", "[]").packing());
    assertThatThrownBy(
            () ->
                badRows.named(
                    () -> {
                      throw new UncheckedIOException(new IOException("full"));
                    }))
        .isInstanceOf(UncheckedIOException.class);
  }
}
