package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What was done to a chunk before it was stored, in that order.
 *
 * @param ids the filters of HDF5 itself: deflate, shuffle, and the Fletcher checksum
 */
record Filters(List<Integer> ids) {

  static final Filters NONE = new Filters(List.of());

  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;

  static Filters read(Cursor body) {
    int version = body.u8();
    int count = body.u8();
    body.skip(version == 1 ? 6 : 0);
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = body.u16();
      if (id < DEFLATE || id > FLETCHER32) {
        throw body.wrong("filter " + id, "deflate, shuffle, or fletcher32");
      }
      int nameBytes = version == 1 ? body.u16() : 0;
      body.skip(2);
      int values = body.u16();
      body.skip((nameBytes + 7) / 8 * 8);
      body.skip(4 * (version == 1 ? values + values % 2 : values));
      ids.add(id);
    }
    return new Filters(List.copyOf(ids));
  }

  /**
   * Undoes the filters that {@code mask} does not switch off; the result has {@code size} bytes.
   */
  ByteBuffer undo(Cursor stored, long mask, int size, int elementBytes) {
    ByteBuffer data = stored.bytes(stored.remaining());
    for (int i = ids.size() - 1; i >= 0; i--) {
      if (((mask >> i) & 1) == 0) {
        data = undo(ids.get(i), data, stored, size, elementBytes);
      }
    }
    if (data.remaining() != size) {
      throw stored.wrong("a chunk of %d bytes".formatted(data.remaining()), size + " bytes");
    }
    return data;
  }

  private static ByteBuffer undo(
      int filter, ByteBuffer data, Cursor stored, int size, int elementBytes) {
    return switch (filter) {
      case DEFLATE -> inflate(data, stored, size);
      case SHUFFLE -> unshuffle(data, elementBytes);
      default -> data.limit(Math.max(0, data.limit() - 4));
    };
  }

  private static ByteBuffer inflate(ByteBuffer data, Cursor stored, int size) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      byte[] output = new byte[size];
      int length = 0;
      while (length < size && !inflater.finished()) {
        int read = inflater.inflate(output, length, size - length);
        if (read == 0) {
          break;
        }
        length += read;
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw stored.wrong("a chunk that inflates to more", size + " bytes");
      }
      return ByteBuffer.wrap(output, 0, length);
    } catch (DataFormatException e) {
      throw stored.wrong("a damaged deflate stream", "a whole one");
    } finally {
      inflater.end();
    }
  }

  /** Shuffled data holds first the first byte of every element, then the second of every one. */
  private static ByteBuffer unshuffle(ByteBuffer data, int elementBytes) {
    int elements = data.remaining() / elementBytes;
    byte[] output = new byte[data.remaining()];
    for (int b = 0; b < elementBytes; b++) {
      for (int i = 0; i < elements; i++) {
        output[i * elementBytes + b] = data.get(b * elements + i);
      }
    }
    return ByteBuffer.wrap(output);
  }
}
