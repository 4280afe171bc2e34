package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads an HDF5 file that is wholly in memory or mapped.
 *
 * <p>Takes time and memory linear in the file's size, whatever its bytes are: see {@link Budget}.
 * Arrays are views of the given bytes, which must not change.
 */
public final class Hdf5Reader {

  private static final int MAX_DEPTH = 64;

  private final Image image;
  private final Attributes attributes;

  private Hdf5Reader(Image image) {
    this.image = image;
    this.attributes = new Attributes(image, new Heap(image));
  }

  /**
   * Returns the root group.
   *
   * @param bytes the file, from index 0 to its capacity
   * @throws Hdf5Exception if the bytes are not an HDF5 file of the kind Keras writes
   */
  public static Hdf5Group read(ByteBuffer bytes) {
    Image image = Image.of(bytes.asReadOnlyBuffer());
    Hdf5Object root = new Hdf5Reader(image).object("", image.root(), 0);
    if (root instanceof Hdf5Group group) {
      return group;
    }
    throw new Hdf5Exception("/", "a dataset", "the root group");
  }

  private Hdf5Object object(String path, long address, int depth) {
    try {
      if (depth > MAX_DEPTH) {
        throw new Hdf5Exception(
            "/", "groups nested deeper than " + MAX_DEPTH, "the groups of a model");
      }
      ObjectHeader header = ObjectHeader.read(image, address);
      Map<String, Hdf5Array> own = attributes.of(header, path.isEmpty() ? "/" : path);
      return header.find(HeaderMessage.DATATYPE).isPresent()
          ? new Hdf5Dataset(array(header, path), own)
          : new Hdf5Group(members(header, path, depth), own);
    } catch (Hdf5Exception e) {
      throw e.place().startsWith("/")
          ? e
          : new Hdf5Exception(
              (path.isEmpty() ? "/" : path) + ", " + e.place(), e.found(), e.expected());
    }
  }

  private Map<String, Hdf5Object> members(ObjectHeader header, String path, int depth) {
    Map<String, Hdf5Object> members = new LinkedHashMap<>();
    Links.of(image, header)
        .forEach(
            (name, address) -> members.put(name, object(path + "/" + name, address, depth + 1)));
    return members;
  }

  private Hdf5Array array(ObjectHeader header, String path) {
    Cursor typeBody = header.find(HeaderMessage.DATATYPE).orElseThrow().body();
    Cursor shapeBody =
        header
            .find(HeaderMessage.DATASPACE)
            .orElseThrow(() -> new Hdf5Exception(path, "no shape", "a dataspace message"))
            .body();
    ElementType type = ElementType.read(typeBody);
    int[] shape = Shapes.read(image, shapeBody);
    Cursor data = new Storage(image, header, type, shape, path).read();
    return attributes.value(data, type, shape, path);
  }
}
