package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The global heap: where text of varying length is kept. */
final class Heap {

  private static final String WHAT = "global heap";

  private final Image image;
  private final Map<Long, Map<Integer, ByteBuffer>> collections = new HashMap<>();

  Heap(Image image) {
    this.image = image;
  }

  /** Reads a reference of an array of text and returns what it refers to. */
  String text(Cursor reference, String path) {
    long length = reference.u32();
    long address = image.offset(reference);
    int index = (int) reference.u32();
    if (length == 0) {
      return "";
    }
    Map<Integer, ByteBuffer> objects = collections.get(address);
    if (objects == null) {
      objects = collection(address);
      collections.put(address, objects);
    }
    ByteBuffer object = objects.get(index);
    if (object == null || length > object.capacity()) {
      throw reference.wrong(
          "text of %d bytes as object %d of the heap at byte %d".formatted(length, index, address),
          "an object of that size in it");
    }
    image.budget().decoded(length, path);
    return StandardCharsets.UTF_8.decode(object.duplicate().limit((int) length)).toString();
  }

  private Map<Integer, ByteBuffer> collection(long address) {
    image.budget().visitOnce(address, WHAT);
    Cursor head = image.from(address, WHAT);
    head.signature("GCOL");
    head.skip(4);
    long size = image.length(head);
    Cursor cursor = image.at(address, size, WHAT);
    cursor.skip(8 + image.lengthSize());
    Map<Integer, ByteBuffer> objects = new HashMap<>();
    while (cursor.remaining() >= 8 + image.lengthSize()) {
      int index = cursor.u16();
      cursor.skip(6);
      int bytes = cursor.count(image.lengthSize(), image.bytes().capacity(), "bytes of text");
      if (index == 0) { // the free space at the collection's end
        break;
      }
      image.budget().structure(cursor.address(), WHAT);
      objects.put(index, cursor.bytes(bytes));
      cursor.skip(Math.min(cursor.remaining(), (8 - bytes % 8) % 8));
    }
    return objects;
  }
}
