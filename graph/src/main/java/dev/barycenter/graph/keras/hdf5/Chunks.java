package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** A dataset cut into equal boxes: finds them in their index and puts them together. */
final class Chunks {

  private static final String WHAT = "chunk index";

  private final Image image;
  private final Filters filters;
  private final int[] shape;
  private final int[] chunk;
  private final int elementBytes;
  private final String path;
  private final byte[] data;
  private final int chunkBytes;
  private final Set<Integer> seen = new HashSet<>();

  Chunks(Image image, Filters filters, int[] shape, int[] chunk, int elementBytes, String path) {
    this.image = image;
    this.filters = filters;
    this.shape = shape;
    this.chunk = chunk;
    this.elementBytes = elementBytes;
    this.path = path;
    this.data = new byte[checkedBytes(shape)];
    this.chunkBytes = checkedBytes(chunk);
  }

  private int checkedBytes(int[] box) {
    long bytes = elementBytes;
    for (int dimension : box) {
      bytes = bytes > Integer.MAX_VALUE ? bytes : bytes * dimension;
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new Hdf5Exception(
          path, "a box of %s elements".formatted(Arrays.toString(box)), "at most 2 GiB");
    }
    return (int) bytes;
  }

  /** Returns the whole dataset, in C order. */
  byte[] read(long index) {
    long expected = 1;
    for (int i = 0; i < shape.length; i++) {
      expected *= (shape[i] + (long) chunk[i] - 1) / chunk[i];
    }
    if (expected > 0 && !image.undefined(index)) {
      Deque<Long> nodes = new ArrayDeque<>();
      nodes.add(index);
      while (!nodes.isEmpty()) {
        node(nodes.remove(), nodes);
      }
    }
    if (seen.size() != expected) {
      throw new Hdf5Exception(
          path, "%d of its chunks".formatted(seen.size()), "all %d".formatted(expected));
    }
    return data;
  }

  private void node(long address, Deque<Long> nodes) {
    image.budget().visitOnce(address, WHAT);
    Cursor node = image.from(address, WHAT);
    node.signature("TREE");
    int type = node.u8();
    if (type != 1) {
      throw node.wrong("node type " + type, "a node of a chunk index");
    }
    int level = node.u8();
    int entries = node.u16();
    node.skip(2 * image.offsetSize());
    for (int i = 0; i < entries; i++) {
      long stored = node.u32();
      long mask = node.u32();
      int[] origin = origin(node);
      long child = image.offset(node);
      if (level > 0) {
        nodes.add(child);
      } else {
        place(origin, image.at(child, stored, "chunk"), mask);
      }
    }
  }

  private int[] origin(Cursor node) {
    int[] origin = new int[shape.length];
    for (int i = 0; i < origin.length; i++) {
      origin[i] = node.count(8, Integer.MAX_VALUE, "elements before a chunk");
    }
    node.skip(8);
    return origin;
  }

  private void place(int[] origin, Cursor stored, long mask) {
    image.budget().structure(stored.address(), "chunk");
    for (int i = 0; i < origin.length; i++) {
      if (origin[i] % chunk[i] != 0 || origin[i] >= shape[i]) {
        throw stored.wrong(
            "a chunk at " + Arrays.toString(origin), "one inside " + Arrays.toString(shape));
      }
    }
    if (!seen.add(flat(origin))) {
      throw stored.wrong("a second chunk at " + Arrays.toString(origin), "one");
    }
    image.budget().decoded(filters.ids().isEmpty() ? 0 : chunkBytes, path);
    copy(filters.undo(stored, mask, chunkBytes, elementBytes), origin);
  }

  /** Copies the rows of a chunk (runs along the last dimension) that lie inside the dataset. */
  private void copy(ByteBuffer source, int[] origin) {
    int last = shape.length - 1;
    int rowBytes = Math.min(chunk[last], shape[last] - origin[last]) * elementBytes;
    int rows = chunkBytes / (chunk[last] * elementBytes);
    int[] at = new int[shape.length];
    for (int row = 0; row < rows; row++) {
      int rest = row;
      boolean inside = true;
      at[last] = origin[last];
      for (int i = last - 1; i >= 0; i--) {
        at[i] = origin[i] + rest % chunk[i];
        rest /= chunk[i];
        inside &= at[i] < shape[i];
      }
      if (inside) {
        source.get(
            source.position() + row * chunk[last] * elementBytes,
            data,
            flat(at) * elementBytes,
            rowBytes);
      }
    }
  }

  private int flat(int[] at) {
    int index = 0;
    for (int i = 0; i < at.length; i++) {
      index = index * shape[i] + at[i];
    }
    return index;
  }
}
