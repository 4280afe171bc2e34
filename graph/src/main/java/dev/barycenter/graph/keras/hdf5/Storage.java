package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The layout message: where a dataset's bytes are. */
final class Storage {

  private final Image image;
  private final ObjectHeader header;
  private final ElementType type;
  private final int[] shape;
  private final String path;

  Storage(Image image, ObjectHeader header, ElementType type, int[] shape, String path) {
    this.image = image;
    this.header = header;
    this.type = type;
    this.shape = shape;
    this.path = path;
  }

  /** Returns the dataset's bytes: a view of the file, or the decoded chunks. */
  Cursor read() {
    header
        .find(HeaderMessage.EXTERNAL_FILES)
        .ifPresent(
            m -> {
              throw m.body().wrong("data in another file", "data in this file");
            });
    Cursor body =
        header
            .find(HeaderMessage.LAYOUT)
            .orElseThrow(() -> new Hdf5Exception(path, "no layout message", "one"))
            .body();
    int version = body.u8();
    if (version != 3 && version != 4) {
      throw body.wrong("layout version " + version, "version 3 or 4");
    }
    int layout = body.u8();
    long bytes = (long) Shapes.elements(shape) * type.bytes();
    if (layout == 0) {
      return compact(body, bytes);
    }
    if (layout == 1) {
      return contiguous(body, bytes);
    }
    if (layout == 2 && version == 3) {
      return chunked(body, bytes);
    }
    throw body.wrong(
        layout == 3 ? "a virtual dataset" : "layout %d of version %d".formatted(layout, version),
        "compact, contiguous, or chunked storage with a version 1 index");
  }

  private Cursor compact(Cursor body, long bytes) {
    Cursor data = body.cut(body.u16(), "compact data");
    enough(data.remaining(), bytes);
    image.budget().stored(bytes, path);
    return data;
  }

  private Cursor contiguous(Cursor body, long bytes) {
    if (header.find(HeaderMessage.FILTERS).isPresent()) {
      throw body.wrong("filters on contiguous storage", "chunks");
    }
    long address = image.offset(body);
    long size = image.length(body);
    if (bytes == 0) {
      return new Cursor(ByteBuffer.allocate(0), 0, path);
    }
    if (image.undefined(address)) {
      throw new Hdf5Exception(
          path, "a dataset of %d bytes that were never written".formatted(bytes), "data");
    }
    enough(size, bytes);
    image.budget().stored(bytes, path);
    return image.at(address, bytes, path);
  }

  private Cursor chunked(Cursor body, long bytes) {
    int rank = body.u8() - 1;
    if (rank != shape.length || rank == 0) {
      throw body.wrong("chunks of %d dimensions".formatted(rank), Arrays.toString(shape));
    }
    long index = image.offset(body);
    int[] chunk = new int[rank];
    for (int i = 0; i < rank; i++) {
      chunk[i] = body.count(4, Integer.MAX_VALUE, "elements along a chunk");
      if (chunk[i] == 0) {
        throw body.wrong("a chunk of no elements", "at least one");
      }
    }
    long elementBytes = body.u32();
    if (elementBytes != type.bytes()) {
      throw body.wrong(
          "chunks of elements of %d bytes".formatted(elementBytes), type.bytes() + " bytes");
    }
    image.budget().decoded(bytes, path);
    Optional<HeaderMessage> filters = header.find(HeaderMessage.FILTERS);
    Filters pipeline = filters.map(m -> Filters.read(m.body())).orElse(Filters.NONE);
    byte[] data = new Chunks(image, pipeline, shape, chunk, type.bytes(), path).read(index);
    return new Cursor(ByteBuffer.wrap(data), 0, path);
  }

  private void enough(long stored, long needed) {
    if (stored < needed) {
      throw new Hdf5Exception(
          path,
          "%d bytes for the shape %s of %d-byte elements"
              .formatted(stored, Arrays.toString(shape), type.bytes()),
          needed + " bytes");
    }
  }
}
