package dev.barycenter.jobs.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An array of numbers in a file: NumPy's {@code .npy}, an entry of its {@code .npz}, or IDX (the
 * format of MNIST); each may be compressed by gzip. Its first axis counts the rows.
 *
 * @param path the file
 * @param entry the name of an entry of a zip file; empty for the file itself
 * @param shape the lengths of the axes
 * @param kind the type of a number: f, i, u (unsigned) or b (truth)
 * @param bytes the bytes of a number
 * @param bigEndian whether the most significant byte comes first
 * @param start the bytes before the first number
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The NPY
 *     format</a>
 */
record ArrayFile(
    String path,
    String entry,
    List<Integer> shape,
    char kind,
    int bytes,
    boolean bigEndian,
    int start)
    implements Serializable {
  private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr': '([<>|=])([fiub])(\\d+)'.*'fortran_order': (True|False).*'shape': \\(([^)]*)\\)");
  private static final List<String> IDX_TYPES = List.of("u1", "i1", "", "i2", "i4", "f4", "f8");

  /**
   * Reads what the file says of its array.
   *
   * @throws DataException if it is no array that can be read
   */
  static ArrayFile open(String path, String entry, Configuration hadoop) {
    try (DataInputStream in = new DataInputStream(stream(path, entry, hadoop))) {
      byte[] magic = in.readNBytes(4);
      if (magic.length == 4 && magic[0] == 0 && magic[1] == 0) {
        return idx(path, entry, magic, in);
      }
      byte[] rest = in.readNBytes(4);
      boolean numpy =
          rest.length == 4
              && Arrays.equals(magic, 0, 4, NUMPY, 0, 4)
              && Arrays.equals(rest, 0, 2, NUMPY, 4, 6);
      if (!numpy) {
        throw unreadable(path, entry, "it starts neither like NumPy's files nor like IDX");
      }
      return npy(path, entry, rest[2], in);
    } catch (IOException e) {
      throw unreadable(path, entry, String.valueOf(e.getMessage()));
    }
  }

  private static ArrayFile idx(String path, String entry, byte[] magic, DataInputStream in)
      throws IOException {
    int type = magic[2] - 8;
    if (type < 0 || type >= IDX_TYPES.size() || IDX_TYPES.get(type).isEmpty()) {
      throw unreadable(path, entry, "IDX has no type %d".formatted(magic[2]));
    }
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < magic[3]; axis++) {
      shape.add(in.readInt());
    }
    String name = IDX_TYPES.get(type);
    int start = 4 + Integer.BYTES * shape.size();
    return new ArrayFile(path, entry, shape, name.charAt(0), name.charAt(1) - '0', true, start);
  }

  private static ArrayFile npy(String path, String entry, int version, DataInputStream in)
      throws IOException {
    byte[] size = in.readNBytes(version == 1 ? Short.BYTES : Integer.BYTES);
    ByteBuffer length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = version == 1 ? length.getShort() & 0xffff : length.getInt();
    String header = new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    Matcher found = HEADER.matcher(header);
    if (!found.find() || found.group(4).equals("True")) {
      throw unreadable(
          path, entry, "expected numbers in C order, but its header is " + header.strip());
    }
    List<Integer> shape =
        Arrays.stream(found.group(5).split(","))
            .map(String::strip)
            .filter(axis -> !axis.isEmpty())
            .map(Integer::valueOf)
            .toList();
    return new ArrayFile(
        path,
        entry,
        shape,
        found.group(2).charAt(0),
        Integer.parseInt(found.group(3)),
        found.group(1).equals(">"),
        NUMPY.length + 2 + size.length + bytes);
  }

  private static DataException unreadable(String path, String entry, String why) {
    return new DataException(
        "'%s' is not an array that can be read: %s."
            .formatted(entry.isEmpty() ? path : path + "!" + entry, why));
  }

  /** Returns the names of the arrays in a zip file. */
  static List<String> entries(String path, Configuration hadoop) {
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(stream(path, "", hadoop))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    } catch (IOException e) {
      throw unreadable(path, "", String.valueOf(e.getMessage()));
    }
    return names;
  }

  private static InputStream stream(String path, String entry, Configuration hadoop)
      throws IOException {
    Path file = new Path(path);
    InputStream raw = new BufferedInputStream(file.getFileSystem(hadoop).open(file), 1 << 16);
    if (!entry.isEmpty()) {
      ZipInputStream zip = new ZipInputStream(raw);
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().equals(entry)) {
          return zip;
        }
      }
      throw new IOException("there is no entry " + entry);
    }
    return path.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  /** Returns the number of rows. */
  int rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** Returns the numbers of one row. */
  int width() {
    return shape.stream().skip(1).reduce(1, Math::multiplyExact);
  }

  /** Opens the file at a row. */
  InputStream at(int row, Configuration hadoop) throws IOException {
    InputStream in = stream(path, entry, hadoop);
    in.skipNBytes(start + (long) row * width() * bytes);
    return in;
  }

  /** Reads the numbers of the next row. */
  Float[] next(InputStream in) throws IOException {
    byte[] packed = in.readNBytes(width() * bytes);
    if (packed.length < width() * bytes) {
      throw unreadable(path, entry, "it ends before its last row");
    }
    ByteBuffer from =
        ByteBuffer.wrap(packed).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    Float[] row = new Float[width()];
    for (int i = 0; i < row.length; i++) {
      row[i] = number(from);
    }
    return row;
  }

  private float number(ByteBuffer from) {
    return switch ("" + kind + bytes) {
      case "f4" -> from.getFloat();
      case "f8" -> (float) from.getDouble();
      case "u1", "b1" -> from.get() & 0xff;
      case "i1" -> from.get();
      case "u2" -> from.getShort() & 0xffff;
      case "i2" -> from.getShort();
      case "u4" -> Integer.toUnsignedLong(from.getInt());
      case "i4" -> from.getInt();
      case "i8", "u8" -> from.getLong();
      default -> throw unreadable(path, entry, "numbers of type %s%d".formatted(kind, bytes));
    };
  }
}
