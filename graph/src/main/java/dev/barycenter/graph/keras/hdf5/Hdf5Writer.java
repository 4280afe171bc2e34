package dev.barycenter.graph.keras.hdf5;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes groups, contiguous datasets of float32 and int32, and attributes of text as an HDF5 file.
 *
 * <p>Add everything, then {@link #writeTo} as often as wanted. Members are stored in the order of
 * their names, so equal contents give equal bytes. Not thread-safe.
 */
public final class Hdf5Writer {

  /*
   * The form is that of HDF5 1.8 (superblock 2, headers with signatures, links kept in the header):
   * the smallest that libhdf5, and so h5py, reads. The layout is computed first, one object after
   * the other in depth-first order, each dataset's elements right behind its header, so that the
   * file is written front to back without seeking.
   */

  private static final int SUPERBLOCK_BYTES = 48;
  private static final int COPY_ELEMENTS = 1 << 14;

  private final Node root = new Node();

  /** A group, or a dataset if it is present in {@code values}. */
  private static final class Node {
    final Map<String, Node> members = new TreeMap<>();
    final Map<String, String> attributes = new LinkedHashMap<>();
    Values values = Values.NONE;
    long address;

    long dataBytes() {
      return 4L * values.elements();
    }
  }

  /** The elements of a dataset: floats or whole numbers, 4 bytes each. */
  private static final class Values {
    static final Values NONE = new Values(false, new int[0], new float[0], new int[0]);

    final boolean present;
    final int[] shape;
    final float[] floats;
    final int[] ints;

    Values(boolean present, int[] shape, float[] floats, int[] ints) {
      this.present = present;
      this.shape = shape;
      this.floats = floats;
      this.ints = ints;
    }

    int elements() {
      return floats.length + ints.length;
    }

    ElementType type() {
      return ints.length > 0 ? ElementType.INT32 : ElementType.FLOAT32;
    }
  }

  /** Adds a group and the groups above it; does nothing if it is there. */
  public void group(String path) {
    node(path);
  }

  /** Sets an attribute of the group or dataset at {@code path}, which is added if it is missing. */
  public void attribute(String path, String name, String value) {
    node(path).attributes.put(name, value);
  }

  /**
   * Adds a dataset of float32; the array is not copied.
   *
   * @throws IllegalArgumentException if the shape does not fit the number of values, or something
   *     is at {@code path} already
   */
  public void floats(String path, int[] shape, float[] values) {
    put(path, new Values(true, shape.clone(), values, new int[0]), values.length);
  }

  /** Adds a scalar of int32. */
  public void integer(String path, int value) {
    put(path, new Values(true, new int[0], new float[0], new int[] {value}), 1);
  }

  private void put(String path, Values values, int elements) {
    if (Shapes.elements(values.shape) != elements) {
      throw new IllegalArgumentException(
          "Dataset '%s' has %d values for %d places of its shape."
              .formatted(path, elements, Shapes.elements(values.shape)));
    }
    Node node = node(path);
    if (node.values.present || !node.members.isEmpty()) {
      throw new IllegalArgumentException("Something was already written at '%s'.".formatted(path));
    }
    node.values = values;
  }

  private Node node(String path) {
    Node node = root;
    if (path.isEmpty()) {
      return node;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || node.values.present) {
        throw new IllegalArgumentException("'%s' is no path of an HDF5 file.".formatted(path));
      }
      node = node.members.computeIfAbsent(name, n -> new Node());
    }
    return node;
  }

  /** Writes the file; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    long end = place(root, SUPERBLOCK_BYTES);
    out.write(superblock(end));
    write(root, out);
  }

  private static long place(Node node, long address) {
    node.address = address;
    long next = address + header(node).length + node.dataBytes();
    for (Node member : node.members.values()) {
      next = place(member, next);
    }
    return next;
  }

  private static void write(Node node, OutputStream out) throws IOException {
    out.write(header(node));
    writeValues(node.values, out);
    for (Node member : node.members.values()) {
      write(member, out);
    }
  }

  private static void writeValues(Values values, OutputStream out) throws IOException {
    byte[] bytes = new byte[4 * Math.min(values.elements(), COPY_ELEMENTS)];
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.elements(); i += COPY_ELEMENTS) {
      int count = Math.min(COPY_ELEMENTS, values.elements() - i);
      block.clear();
      if (values.ints.length > 0) {
        block.asIntBuffer().put(values.ints, i, count);
      } else {
        block.asFloatBuffer().put(values.floats, i, count);
      }
      out.write(bytes, 0, 4 * count);
    }
  }

  private byte[] superblock(long end) {
    Block block = new Block();
    block.u64(0x0a1a0a0d46444889L).u8(2).u8(8).u8(8).u8(0);
    return block.u64(0).u64(-1).u64(end).u64(root.address).checked();
  }

  private static byte[] header(Node node) {
    Block messages = new Block();
    if (node.values.present) {
      dataset(node, messages);
    } else {
      messages.message(HeaderMessage.LINK_INFO, new Block().u8(0).u8(0).u64(-1).u64(-1));
      messages.message(0x0a, new Block().u8(0).u8(0)); // group info, all defaults
      node.members.forEach(
          (name, member) -> messages.message(HeaderMessage.LINK, link(name, member)));
    }
    node.attributes.forEach(
        (name, value) -> messages.message(HeaderMessage.ATTRIBUTE, attribute(name, value)));
    // Flags 2: the size of the messages takes four bytes.
    Block header = new Block().text("OHDR").u8(2).u8(2).u32(messages.size());
    return header.append(messages).checked();
  }

  private static Block link(String name, Node member) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    // Flags 0x12: the name's length takes four bytes, and its character set is given: UTF-8.
    return new Block().u8(1).u8(0x12).u8(1).u32(bytes.length).bytes(bytes).u64(member.address);
  }

  private static void dataset(Node node, Block messages) {
    Values values = node.values;
    messages.message(HeaderMessage.DATASPACE, shape(values.shape));
    messages.message(HeaderMessage.DATATYPE, type(values.type()));
    // Fill value: allocated late, written if set, none defined.
    messages.message(0x05, new Block().u8(3).u8(0x0a));
    // The size of the header does not depend on the address that is put into it here.
    long data = values.elements() == 0 ? -1 : node.address + sizeWithLayout(node, messages);
    messages.message(HeaderMessage.LAYOUT, new Block().u8(3).u8(1).u64(data).u64(node.dataBytes()));
  }

  private static int sizeWithLayout(Node node, Block messages) {
    int attributes =
        node.attributes.entrySet().stream()
            .mapToInt(a -> 4 + attribute(a.getKey(), a.getValue()).size())
            .sum();
    int layout = 4 + 18;
    return 10 + messages.size() + layout + attributes + 4;
  }

  private static Block shape(int[] shape) {
    Block block = new Block().u8(2).u8(shape.length).u8(0).u8(shape.length == 0 ? 0 : 1);
    for (int dimension : shape) {
      block.u64(dimension);
    }
    return block;
  }

  private static Block type(ElementType type) {
    if (type.kind() == ElementType.Kind.FLOAT) {
      // IEEE binary32: sign at bit 31, exponent of 8 bits at 23 with bias 127, normalized mantissa.
      Block block = new Block().u8(0x11).u8(0x20).u8(31).u8(0).u32(4).u16(0).u16(32);
      return block.u8(23).u8(8).u8(0).u8(23).u32(127);
    }
    return new Block().u8(0x10).u8(8).u8(0).u8(0).u32(4).u16(0).u16(32);
  }

  private static Block attribute(String name, String value) {
    byte[] nameBytes = (name + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int length = Math.max(1, text.length);
    // A string padded with NULs, in UTF-8.
    Block type = new Block().u8(0x13).u8(0x11).u8(0).u8(0).u32(length);
    Block shape = shape(new int[0]);
    Block block = new Block().u8(3).u8(0).u16(nameBytes.length).u16(type.size()).u16(shape.size());
    block.u8(1).bytes(nameBytes).append(type).append(shape).bytes(text);
    return text.length == 0 ? block.u8(0) : block;
  }
}
