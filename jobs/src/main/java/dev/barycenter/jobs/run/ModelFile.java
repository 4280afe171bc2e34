package dev.barycenter.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.jobs.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Models in files, on any file system that Hadoop knows. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * A model as a file holds it.
   *
   * @param weights every weight by its path; empty if the file has none
   */
  public record Stored(Model model, Map<String, Tensor> weights) {}

  /** Reads a Keras file, a spec, or the model of a run folder. */
  public static Stored read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw new DataException("There is no file '%s'.".formatted(file));
      }
      if (files.getFileStatus(path).isDirectory()) {
        return read(new Path(path, RunFolder.MODEL).toString(), hadoop);
      }
      byte[] bytes;
      try (var in = files.open(path)) {
        bytes = in.readAllBytes();
      }
      return isSpec(file, bytes) ? spec(file, bytes) : keras(path.getName(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** In JSON a spec has a key {@code model}; what Keras writes has none. */
  private static boolean isSpec(String file, byte[] bytes) throws IOException {
    if (!file.endsWith(".json")) {
      return file.endsWith(".yaml") || file.endsWith(".yml");
    }
    try {
      return new ObjectMapper().readTree(bytes).has("model");
    } catch (JsonProcessingException e) {
      return true; // the reader of specs tells the line
    }
  }

  private static Stored spec(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Stored(SpecFile.parse(name, text).model(), Map.of());
  }

  /**
   * The reader of Keras files seeks in them, so what came over the network lies in a local file.
   */
  private static Stored keras(String name, byte[] bytes) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("barycenter");
    java.nio.file.Path local = folder.resolve(name);
    try {
      Files.write(local, bytes);
      KerasModel model = KerasModel.read(local);
      return new Stored(model.model(), model.weights());
    } finally {
      Files.deleteIfExists(local);
      Files.delete(folder);
    }
  }

  /** Returns the bytes of a {@code .keras} file that holds a model and the weights of a network. */
  public static byte[] keras(Model model, Network network) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model
        .weights()
        .forEach(
            (path, spec) ->
                weights.put(
                    path,
                    Tensor.wrap(
                        spec.shape().dims().stream().mapToInt(Integer::intValue).toArray(),
                        network.values(path))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new KerasWriter(model, weights, Optional.empty(), Optional.empty()).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("The model cannot be written: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }
}
