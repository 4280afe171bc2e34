package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of pictures: what a row is, what fills the input, and what becomes of bad files. */
class PicturesTest {
  @TempDir static java.nio.file.Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = SparkSession.builder().config(SparkCluster.local("local[1]")).getOrCreate();
    write("shoes/red.png", png(Color.RED, 4, 4));
    write("hats/blue.png", png(Color.BLUE, 6, 2));
    write("hats/notes.txt", "not a picture".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static void write(String name, byte[] bytes) throws IOException {
    java.nio.file.Path file = folder.resolve("good").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] png(Color color, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, color.getRGB());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static Packing packing(DataSpec.BadRows badRows) {
    return new Packing(
        new ExampleLayout(
            List.of(
                new Column(Column.Role.INPUT, "photo", Column.Storage.UINT8, List.of(2, 2, 3)))),
        List.of(new FeatureSpec(List.of("image"), null, PictureSpec.PLAIN)),
        Map.of(),
        badRows);
  }

  private static Dataset<Row> read(String path) {
    return new Tables(spark, new Path(folder.toUri()))
        .read(new SourceSpec("images", path, true, Map.of(), null));
  }

  @Test
  void everyPictureIsARowWithItsFolderAsClass() {
    Dataset<Row> rows = read("good");
    assertThat(rows.columns()).containsExactly("path", "class", "image");
    assertThat(rows.select("class").as(org.apache.spark.sql.Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrder("shoes", "hats");
    List<byte[]> packed =
        packing(DataSpec.BadRows.FAIL)
            .pack(rows.where("class = 'shoes'"), SkippedRows.in(spark))
            .collect();
    byte no = 0;
    byte full = (byte) 255;
    assertThat(packed)
        .containsExactly(new byte[] {full, no, no, full, no, no, full, no, no, full, no, no});
  }

  @Test
  void anUnreadablePictureIsNamedOrSkippedAndCounted() throws IOException {
    java.nio.file.Path bad = Files.createDirectories(folder.resolve("bad/hats"));
    Files.write(bad.resolve("blue.png"), png(Color.BLUE, 6, 2));
    Files.writeString(bad.resolve("broken.jpg"), "not a picture");
    SkippedRows skipped = SkippedRows.in(spark);
    assertThat(packing(DataSpec.BadRows.SKIP).pack(read("bad"), skipped).count()).isEqualTo(1);
    assertThat(skipped.value()).isEqualTo(1);
    assertThatThrownBy(() -> packing(DataSpec.BadRows.FAIL).pack(read("bad"), skipped).count())
        .isInstanceOf(SparkException.class)
        .hasMessageContaining(
            "A picture of 13 bytes cannot be read: expected JPEG, PNG, GIF or BMP.%n  row: file:%s,hats,(13 bytes)%n"
                .formatted(bad.resolve("broken.jpg")));
  }

  @Test
  void aFolderWithoutPicturesIsAMistake() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> read("empty"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("There are no pictures (jpg, png, gif, bmp) in the folders of '");
  }

  @Test
  void shrinkingWeighsThePixelsByATriangle() throws IOException {
    BufferedImage image = new BufferedImage(6, 1, BufferedImage.TYPE_INT_RGB);
    int[] grays = {0, 60, 122, 30, 200, 250};
    for (int x = 0; x < 6; x++) {
      image.setRGB(x, 0, new Color(grays[x], grays[x], grays[x]).getRGB());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    Picture picture = Picture.decode(out.toByteArray(), 1);
    // Weights 2/3, 1, 2/3, 1/3 around each third pixel: (60 + 2/3·122 + 1/3·30) / (8/3) = 56.75.
    assertThat(picture.resized(1, 2, PictureSpec.Resize.STRETCH)).containsExactly(57, 160);
    assertThat(picture.resized(1, 6, PictureSpec.Resize.STRETCH))
        .containsExactly(0, 60, 122, 30, 200, 250);
    assertThat(picture.resized(2, 2, PictureSpec.Resize.CROP)).containsExactly(99, 53, 99, 53);
  }
}
