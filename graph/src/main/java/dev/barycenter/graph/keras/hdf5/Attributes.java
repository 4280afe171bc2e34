package dev.barycenter.graph.keras.hdf5;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attribute messages of a header. */
final class Attributes {

  private final Image image;
  private final Heap heap;

  Attributes(Image image, Heap heap) {
    this.image = image;
    this.heap = heap;
  }

  Map<String, Hdf5Array> of(ObjectHeader header, String path) {
    header.find(HeaderMessage.ATTRIBUTE_INFO).ifPresent(m -> refuseDense(m.body()));
    Map<String, Hdf5Array> attributes = new LinkedHashMap<>();
    for (HeaderMessage message : header.messages()) {
      if (message.type() == HeaderMessage.ATTRIBUTE) {
        read(message, path, attributes);
      }
    }
    return attributes;
  }

  private void refuseDense(Cursor body) {
    body.skip(1);
    int flags = body.u8();
    body.skip((flags & 1) != 0 ? 2 : 0);
    if (!image.undefined(image.offset(body))) {
      throw body.wrong("attributes in a fractal heap", "attributes in the header");
    }
  }

  private void read(HeaderMessage message, String path, Map<String, Hdf5Array> attributes) {
    Cursor body = message.body();
    int version = body.u8();
    int flags = body.u8();
    if (version < 1 || version > 3) {
      throw body.wrong("attribute version " + version, "version 1 to 3");
    }
    if (message.shared() || (version > 1 && (flags & 3) != 0)) {
      throw body.wrong("an attribute of a shared type", "an attribute that is whole");
    }
    int nameBytes = body.u16();
    int typeBytes = body.u16();
    int shapeBytes = body.u16();
    body.skip(version == 3 ? 1 : 0);
    String name = body.string(nameBytes);
    align(body, version);
    ElementType type = ElementType.read(body.cut(typeBytes, "attribute type"));
    align(body, version);
    int[] shape = Shapes.read(image, body.cut(shapeBytes, "attribute shape"));
    align(body, version);
    if (attributes.put(name, value(body, type, shape, path + "@" + name)) != null) {
      throw body.wrong("two attributes named '%s'".formatted(name), "one");
    }
  }

  private static void align(Cursor body, int version) {
    if (version == 1) {
      body.align8();
    }
  }

  /** Reads the elements at the cursor; references to text are followed. */
  Hdf5Array value(Cursor body, ElementType type, int[] shape, String path) {
    int elements = Shapes.elements(shape);
    long bytes = (long) elements * type.bytes();
    if (bytes > body.remaining()) {
      throw body.wrong(
          "%d elements of %d bytes in %d bytes".formatted(elements, type.bytes(), body.remaining()),
          "as many bytes as the shape declares");
    }
    return switch (type.kind()) {
      case STRING -> references(body, type, shape, elements, path);
      case FIXED_STRING -> fixed(body, type, shape, elements, path);
      default -> Hdf5Array.ofBytes(shape, type, body.bytes((int) bytes));
    };
  }

  private Hdf5Array references(
      Cursor body, ElementType type, int[] shape, int elements, String path) {
    if (type.bytes() != 8 + image.offsetSize()) {
      throw body.wrong(
          "references of %d bytes".formatted(type.bytes()), "of " + (8 + image.offsetSize()));
    }
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      strings.add(heap.text(body.cut(type.bytes(), "text reference"), path));
    }
    return Hdf5Array.ofStrings(shape, type, strings);
  }

  private Hdf5Array fixed(Cursor body, ElementType type, int[] shape, int elements, String path) {
    if (type.bytes() == 0) {
      throw body.wrong("text of 0 bytes", "at least 1");
    }
    image.budget().decoded((long) elements * type.bytes(), path);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      strings.add(body.string(type.bytes()).stripTrailing());
    }
    return Hdf5Array.ofStrings(shape, type, strings);
  }
}
