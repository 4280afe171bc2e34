package dev.barycenter.jobs.bench;

import dev.barycenter.worker.data.ExampleLayout;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled images of 28 x 28 grey pixels, ten classes.
 *
 * @param pixels of each image, row by row
 * @param labels from 0 to 9
 */
record Images(List<byte[]> pixels, List<Integer> labels) {
  static final int PIXELS = 28 * 28;

  private static final int CLASSES = 10;
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  /**
   * Reads {@code KIND-images-idx3-ubyte.gz} and {@code KIND-labels-idx1-ubyte.gz}, as MNIST and
   * Fashion-MNIST come.
   *
   * @param kind {@code train} or {@code t10k}
   */
  static Images read(Path folder, String kind) throws IOException {
    Path labelFile = folder.resolve(kind + "-labels-idx1-ubyte.gz");
    List<Integer> labels = new ArrayList<>();
    try (DataInputStream in = open(labelFile, LABELS_MAGIC)) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        labels.add(in.readUnsignedByte());
      }
    }
    List<byte[]> pixels = new ArrayList<>();
    try (DataInputStream in = open(folder.resolve(kind + "-images-idx3-ubyte.gz"), IMAGES_MAGIC)) {
      int count = in.readInt();
      int rows = in.readInt();
      int columns = in.readInt();
      if (count != labels.size() || rows * columns != PIXELS) {
        throw new IOException(
            "'%s' has %d images of %d x %d and %d labels; expected as many labels as images, of 28 x 28."
                .formatted(folder, count, rows, columns, labels.size()));
      }
      for (int i = 0; i < count; i++) {
        byte[] image = new byte[PIXELS];
        in.readFully(image);
        pixels.add(image);
      }
    }
    return new Images(pixels, labels);
  }

  private static DataInputStream open(Path file, int magic) throws IOException {
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)), 1 << 16));
    int found = in.readInt();
    if (found != magic) {
      in.close();
      throw new IOException(
          "'%s' starts with %08x; an IDX file of this kind starts with %08x."
              .formatted(file, found, magic));
    }
    return in;
  }

  /** Returns images of a class each: a fifth of the pixels lit, those of the class more often. */
  static Images made(int count) {
    Random random = new Random(3);
    List<byte[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(CLASSES);
      labels.add(label);
      byte[] image = new byte[PIXELS];
      for (int p = 0; p < PIXELS; p++) {
        double lit = p % CLASSES == label ? 0.4 : 0.18;
        image[p] = random.nextDouble() < lit ? (byte) random.nextInt(256) : 0;
      }
      pixels.add(image);
    }
    return new Images(pixels, labels);
  }

  /** Returns the training images of {@code folder}, or made ones without a folder. */
  static Images training(@Nullable Path folder, int made) throws IOException {
    return folder == null ? made(made) : read(folder, "train");
  }

  /** Returns the first {@code count} images as examples. */
  List<byte[]> packed(ExampleLayout layout, int count) {
    List<byte[]> packed = new ArrayList<>();
    for (int i = 0; i < Math.min(count, labels.size()); i++) {
      float[] values = new float[PIXELS];
      for (int p = 0; p < PIXELS; p++) {
        values[p] = Byte.toUnsignedInt(pixels.get(i)[p]);
      }
      packed.add(layout.pack(List.of(values, new float[] {labels.get(i)})));
    }
    return packed;
  }
}
