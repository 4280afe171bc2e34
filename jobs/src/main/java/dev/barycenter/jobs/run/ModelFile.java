package dev.barycenter.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.dl4j.Network.WeightedLoss;
import dev.barycenter.graph.keras.CompileSettings;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.Compilation;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.backbone.ModelFiles.Compiled;
import dev.barycenter.jobs.backbone.ModelFiles.Stored;
import dev.barycenter.jobs.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Models in files, on any file system that Hadoop knows. */
public final class ModelFile {
  private ModelFile() {}

  /** Reads a Keras file, a spec, or the model of a run folder. */
  public static Stored read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(path) && files.getFileStatus(path).isDirectory()) {
        return read(new Path(path, RunFolder.MODEL).toString(), hadoop);
      }
      byte[] bytes = bytes(path, hadoop);
      return isSpec(file, bytes) ? spec(path, bytes, hadoop) : keras(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Returns the files that a spec may name as backbones.
   *
   * @param base the folder at which relative paths start
   */
  public static ModelFiles from(Path base, Configuration hadoop) {
    return new ModelFiles() {
      @Override
      public Stored read(String path) {
        return ModelFile.read(new Path(base, path).toString(), hadoop);
      }

      @Override
      public Map<String, Tensor> weights(String path, Model model) {
        Path file = new Path(base, path);
        try {
          byte[] bytes = bytes(file, hadoop);
          return locally(file, bytes, local -> KerasModel.readWeights(local, model));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
        }
      }
    };
  }

  private static byte[] bytes(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new DataException("There is no file '%s'.".formatted(path));
    }
    try (var in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /**
   * Returns the text of a spec file.
   *
   * @throws DataException if there is none
   */
  public static String text(Path file, Configuration hadoop) {
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file) || files.getFileStatus(file).isDirectory()) {
        throw new DataException("There is no spec file '%s'.".formatted(file));
      }
      return new String(bytes(file, hadoop), StandardCharsets.UTF_8);
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

  private static Stored spec(Path path, byte[] bytes, Configuration hadoop) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    BackboneReader backbones = new BackboneReader(from(folder(path), hadoop));
    SpecFile file = SpecFile.parse(path.getName(), text, backbones);
    Model model = file.model();
    return new Stored(model, backbones.weights(), () -> compiled(file));
  }

  private static Optional<Compiled> compiled(SpecFile file) {
    Optional<CompileSettings> settings =
        file.section("training")
            .flatMap(
                section ->
                    Compilation.read(outputs(file.model()), section, "/training", file.problems()))
            .map(CompileSettings::of);
    file.throwIfAny();
    return settings.map(s -> new Compiled(s, Optional.empty()));
  }

  /** Returns the folder that a file lies in. */
  public static Path folder(Path file) {
    return file.getParent() == null ? new Path(".") : file.getParent();
  }

  private static Stored keras(Path path, byte[] bytes) throws IOException {
    KerasModel model = locally(path, bytes, KerasModel::read);
    return new Stored(
        model.model(),
        model.weights(),
        () -> model.compile().map(settings -> new Compiled(settings, model.optimizerState())));
  }

  private interface Reader<T> {
    T read(java.nio.file.Path local) throws IOException;
  }

  /**
   * The reader of Keras files seeks in them, so what came over the network lies in a local file.
   */
  private static <T> T locally(Path path, byte[] bytes, Reader<T> reader) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("barycenter");
    java.nio.file.Path local = folder.resolve(path.getName());
    try {
      Files.write(local, bytes);
      return reader.read(local);
    } finally {
      Files.deleteIfExists(local);
      Files.delete(folder);
    }
  }

  /** Returns the names of a model's outputs, in their order. */
  public static List<String> outputs(Model model) {
    return model.outputs().stream().map(Model.Output::name).toList();
  }

  /** Returns every weight of a network by its path. */
  public static Map<String, Tensor> weights(Network network) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    network
        .model()
        .weights()
        .forEach(
            (path, spec) ->
                weights.put(path, Tensor.wrap(dims(spec.shape()), network.values(path))));
    return weights;
  }

  /** Returns a shape without unknown dimensions as numbers. */
  static int[] dims(Shape shape) {
    return shape.dims().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the bytes of a {@code .keras} file. */
  public static byte[] keras(Stored stored) {
    Optional<Compiled> compiled = stored.compiled().get();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new KerasWriter(
              stored.model(),
              stored.weights(),
              compiled.map(Compiled::settings),
              compiled.flatMap(Compiled::state))
          .writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("The model cannot be written: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }

  /**
   * Returns what the outputs of a model were compiled for, by name; none where it was not compiled,
   * or for what cannot be had here.
   */
  public static Map<String, Objective> objectives(Stored stored) {
    return stored
        .compiled()
        .get()
        .flatMap(
            compiled ->
                Compilation.read(
                    outputs(stored.model()),
                    compiled.settings().json(),
                    "compile_config",
                    new Problems()))
        .map(Compilation::outputs)
        .orElse(Map.of());
  }

  /** Returns the bytes of Deeplearning4j's own zip. */
  public static byte[] zip(Stored stored) {
    Map<String, WeightedLoss> losses = new LinkedHashMap<>();
    objectives(stored)
        .forEach(
            (name, objective) -> {
              if (objective.loss() != null) {
                losses.put(name, new WeightedLoss(objective.loss(), objective.weight()));
              }
            });
    Network network = Network.compile(stored.model(), losses, 0);
    stored.weights().forEach((path, tensor) -> network.set(path, tensor.values()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      network.writeZip(out);
    } catch (IOException e) {
      throw new UncheckedIOException("The model cannot be written: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }
}
