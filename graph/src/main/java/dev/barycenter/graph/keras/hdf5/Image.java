package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;

/**
 * The bytes of a file and the facts of its superblock: where the root is and how wide numbers are.
 *
 * @param bytes the whole file, at most 2 GiB
 * @param budget what reading it may still cost
 * @param offsetSize the width of an address, in bytes
 * @param lengthSize the width of a length, in bytes
 * @param root the address of the root group's header
 */
record Image(ByteBuffer bytes, Budget budget, int offsetSize, int lengthSize, long root) {

  private static final long SIGNATURE = 0x0a1a0a0d46444889L;

  /** Reads the superblock; a user block before it is something Keras never writes. */
  static Image of(ByteBuffer bytes) {
    Cursor cursor = new Cursor(bytes.duplicate().clear(), 0, "superblock");
    if (cursor.remaining() < 8 || cursor.unsigned(8) != SIGNATURE) {
      throw Hdf5Exception.at(0, "superblock", "no HDF5 signature", "an HDF5 file");
    }
    int version = cursor.u8();
    return switch (version) {
      case 0, 1 -> symbolTableForm(bytes, cursor, version);
      case 2, 3 -> headerForm(bytes, cursor);
      default -> throw cursor.wrong("superblock version " + version, "version 0 to 3");
    };
  }

  private static Image symbolTableForm(ByteBuffer bytes, Cursor cursor, int version) {
    cursor.skip(4);
    int offsetSize = width(cursor);
    int lengthSize = width(cursor);
    cursor.skip(version == 0 ? 9 : 13);
    noBase(cursor, cursor.unsigned(offsetSize));
    cursor.skip(offsetSize);
    whole(bytes, cursor, cursor.unsigned(offsetSize));
    cursor.skip(2 * offsetSize);
    return image(bytes, offsetSize, lengthSize, cursor.unsigned(offsetSize));
  }

  private static Image headerForm(ByteBuffer bytes, Cursor cursor) {
    int offsetSize = width(cursor);
    int lengthSize = width(cursor);
    cursor.skip(1);
    noBase(cursor, cursor.unsigned(offsetSize));
    cursor.skip(offsetSize);
    whole(bytes, cursor, cursor.unsigned(offsetSize));
    return image(bytes, offsetSize, lengthSize, cursor.unsigned(offsetSize));
  }

  private static Image image(ByteBuffer bytes, int offsetSize, int lengthSize, long root) {
    return new Image(bytes, new Budget(bytes.capacity()), offsetSize, lengthSize, root);
  }

  private static int width(Cursor cursor) {
    int width = cursor.u8();
    if (width != 4 && width != 8) {
      throw cursor.wrong("numbers of %d bytes".formatted(width), "4 or 8");
    }
    return width;
  }

  private static void noBase(Cursor cursor, long base) {
    if (base != 0) {
      throw cursor.wrong("base address " + Long.toUnsignedString(base), "0");
    }
  }

  private static void whole(ByteBuffer bytes, Cursor cursor, long end) {
    if (end < 0 || end > bytes.capacity()) {
      throw cursor.wrong(
          "an end of file at byte %s in a file of %d"
              .formatted(Long.toUnsignedString(end), bytes.capacity()),
          "the whole file");
    }
  }

  /** Returns a cursor on {@code size} bytes at {@code address}. */
  Cursor at(long address, long size, String what) {
    if (address < 0 || size < 0 || address > bytes.capacity() - size) {
      throw Hdf5Exception.at(
          address,
          what,
          "%s bytes in a file of %d".formatted(Long.toUnsignedString(size), bytes.capacity()),
          "an address inside the file");
    }
    ByteBuffer view = bytes.duplicate().clear();
    view.position((int) address).limit((int) (address + size));
    return new Cursor(view, address, what);
  }

  /** Returns a cursor from {@code address} to the end of the file. */
  Cursor from(long address, String what) {
    return at(address, Math.max(0, bytes.capacity() - address), what);
  }

  long offset(Cursor cursor) {
    return cursor.unsigned(offsetSize);
  }

  long length(Cursor cursor) {
    return cursor.unsigned(lengthSize);
  }

  /** Returns whether an address says "nowhere": all its bits are set. */
  boolean undefined(long address) {
    return address == (offsetSize == 8 ? -1L : 0xffff_ffffL);
  }
}
