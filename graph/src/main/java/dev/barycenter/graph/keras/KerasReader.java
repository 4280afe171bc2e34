package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import dev.barycenter.graph.keras.hdf5.Hdf5Dataset;
import dev.barycenter.graph.keras.hdf5.Hdf5Exception;
import dev.barycenter.graph.keras.hdf5.Hdf5Group;
import dev.barycenter.graph.keras.hdf5.Hdf5Object;
import dev.barycenter.graph.keras.hdf5.Hdf5Reader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Keras files of every form; the first bytes decide which one it is, not the name.
 *
 * <p>A zip is a {@code .keras}; HDF5 is a legacy model, legacy weights, or the weights of Keras 3;
 * JSON is a bare configuration. Anything else is refused, a pickle by name.
 */
public final class KerasReader {

  private static final long MAX_JSON_BYTES = 64L << 20;

  private KerasReader() {}

  /**
   * Reads a file.
   *
   * @throws KerasFileException if it is not a sound Keras file
   * @throws IOException if it cannot be read at all
   */
  public static KerasFile read(Path path) throws IOException {
    byte[] head = head(path);
    String file = path.toString();
    if (head.length >= 4 && head[0] == 'P' && head[1] == 'K') {
      return archive(path);
    }
    if (head.length >= 8 && (head[0] & 0xff) == 0x89 && head[1] == 'H' && head[2] == 'D') {
      return hdf5(path);
    }
    if (head.length > 0 && (head[0] == '{' || Character.isWhitespace(head[0]))) {
      return json(path);
    }
    throw new KerasFileException.Problem(
            "first bytes",
            kind(head),
            "a .keras archive, an HDF5 file, or JSON",
            "save the model with Keras: model.save('model.keras')")
        .in(file);
  }

  private static String kind(byte[] head) {
    if (head.length == 0) {
      return "an empty file";
    }
    return (head[0] & 0xff) == 0x80
        ? "a Python pickle, which is a program that runs when it is loaded"
        : "bytes of no known format";
  }

  private static byte[] head(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(8);
    }
  }

  private static KerasFile json(Path path) throws IOException {
    String file = path.toString();
    if (Files.size(path) > MAX_JSON_BYTES) {
      throw KerasFileException.damaged(
          file, "file", Files.size(path) + " bytes of JSON", "at most " + MAX_JSON_BYTES);
    }
    JsonNode configuration = Json.object(file, "file", Files.readAllBytes(path));
    return new KerasFile(
        file,
        Optional.of(configuration),
        configuration.path("keras_version").asText(""),
        StoredWeights.none());
  }

  private static KerasFile archive(Path path) throws IOException {
    String file = path.toString();
    try (Archive archive = Archive.open(path)) {
      JsonNode configuration = Json.object(file, Archive.CONFIG, archive.read(Archive.CONFIG));
      String version = "";
      if (archive.has(Archive.METADATA)) {
        JsonNode metadata = Json.object(file, Archive.METADATA, archive.read(Archive.METADATA));
        version = metadata.path("keras_version").asText("");
      }
      if (!archive.has(Archive.WEIGHTS)) {
        throw new KerasFileException.Problem(
                "zip directory",
                "no '%s'".formatted(Archive.WEIGHTS),
                "weights in HDF5",
                "save with model.save('model.keras'), which writes them so")
            .in(file);
      }
      Hdf5Group root = tree(file, Archive.WEIGHTS, ByteBuffer.wrap(archive.read(Archive.WEIGHTS)));
      return new KerasFile(file, Optional.of(configuration), version, byGroup(root));
    }
  }

  private static KerasFile hdf5(Path path) throws IOException {
    String file = path.toString();
    Hdf5Group root = tree(file, "", map(path));
    if (LegacyHdf5.isWholeModel(root) || LegacyHdf5.isWeights(root)) {
      return new LegacyHdf5(file, root).read();
    }
    return new KerasFile(file, Optional.empty(), "", byGroup(root));
  }

  private static ByteBuffer map(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw KerasFileException.damaged(
            path.toString(), "file", size + " bytes", "at most 2 GiB of HDF5");
      }
      return channel.map(MapMode.READ_ONLY, 0, size);
    }
  }

  private static Hdf5Group tree(String file, String place, ByteBuffer bytes) {
    try {
      return Hdf5Reader.read(bytes);
    } catch (Hdf5Exception e) {
      throw KerasFileException.of(file, place, e);
    }
  }

  private static StoredWeights byGroup(Hdf5Group root) {
    Map<String, Hdf5Array> arrays = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    collect(root, "", arrays, names);
    return new StoredWeights.ByGroup(arrays, names);
  }

  /**
   * Keras 2.13 wrote {@code _layer_checkpoint_dependencies} where Keras 3 writes {@code layers}.
   */
  private static void collect(
      Hdf5Group group, String path, Map<String, Hdf5Array> arrays, Map<String, String> names) {
    for (Map.Entry<String, Hdf5Object> member : group.members().entrySet()) {
      String key = member.getKey().replace("_layer_checkpoint_dependencies", "layers");
      String inner = path.isEmpty() ? key : path + "/" + key;
      if (member.getValue() instanceof Hdf5Dataset dataset) {
        arrays.put(inner, dataset.array());
      } else {
        Hdf5Group child = (Hdf5Group) member.getValue();
        child
            .attribute("name")
            .filter(a -> key.equals("vars") && a.strings().size() == 1)
            .ifPresent(a -> names.put(path, a.strings().get(0)));
        collect(child, inner, arrays, names);
      }
    }
  }
}
