package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.hdf5.Hdf5Writer;
import dev.barycenter.graph.layer.WeightSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@code .keras} file that Keras 3 loads: configuration, weights, and the state of the
 * optimizer. Equal models give equal bytes, so the date in a file is always the same.
 */
public final class KerasWriter {

  private static final String KERAS_VERSION = "3.15.1";
  private static final String DATE = "1980-01-01@00:00:00";

  private final Model model;
  private final Map<String, WeightSpec> specs;
  private final Map<String, Tensor> weights;
  private final Optional<CompileSettings> compile;
  private final Optional<OptimizerState> optimizer;

  /**
   * Prepares a file.
   *
   * @param weights every weight of the model by its path
   * @param compile loss, optimizer and metrics; none makes a model that is not compiled
   * @param optimizer the state of the optimizer that {@code compile} names
   * @throws IllegalArgumentException if a weight is missing, too many, or of another shape
   */
  public KerasWriter(
      Model model,
      Map<String, Tensor> weights,
      Optional<CompileSettings> compile,
      Optional<OptimizerState> optimizer) {
    this.model = model;
    this.specs = model.weights();
    this.weights = weights;
    this.compile = compile;
    this.optimizer = optimizer;
    check();
    if (optimizer.isPresent() && compile.isEmpty()) {
      throw new IllegalArgumentException(
          "The state of an optimizer is given, but no compile settings that name the optimizer.");
    }
  }

  private void check() {
    if (!specs.keySet().equals(weights.keySet())) {
      List<String> missing = specs.keySet().stream().filter(p -> !weights.containsKey(p)).toList();
      List<String> foreign = weights.keySet().stream().filter(p -> !specs.containsKey(p)).toList();
      throw new IllegalArgumentException(
          "The weights are not those of model '%s': missing are %s, and it has no %s."
              .formatted(model.name(), missing, foreign));
    }
    specs.forEach(
        (path, spec) -> {
          int[] shape = spec.shape().dims().stream().mapToInt(Integer::intValue).toArray();
          Tensor tensor = weights.get(path);
          if (tensor == null || !Arrays.equals(shape, tensor.shape())) {
            throw new IllegalArgumentException(
                "Weight '%s' has the shape %s, but was given as %s."
                    .formatted(path, Arrays.toString(shape), tensor));
          }
        });
  }

  /** Writes the file; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    ObjectNode configuration = ModelWriter.configuration(model);
    compile.ifPresent(settings -> configuration.set("compile_config", settings.json()));
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("keras_version", KERAS_VERSION);
    metadata.put("date_saved", DATE);
    ZipOutputStream zip = new ZipOutputStream(out);
    store(zip, Archive.METADATA, o -> o.write(Json.bytes(metadata)));
    store(zip, Archive.CONFIG, o -> o.write(Json.bytes(configuration)));
    store(zip, Archive.WEIGHTS, weightsFile(configuration)::writeTo);
    zip.finish();
  }

  /** Something that can be written twice: first to learn its size and checksum. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void store(ZipOutputStream zip, String name, Content content) throws IOException {
    CRC32 crc = new CRC32();
    long[] size = {0};
    OutputStream counter =
        new OutputStream() {
          @Override
          public void write(int b) {
            size[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            size[0] += length;
          }
        };
    content.writeTo(new CheckedOutputStream(counter, crc));
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size[0]);
    entry.setCompressedSize(size[0]);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    OutputStream buffered = new BufferedOutputStream(zip, 1 << 16);
    content.writeTo(buffered);
    buffered.flush();
    zip.closeEntry();
  }

  private Hdf5Writer weightsFile(ObjectNode configuration) {
    ConfigSource source = new ConfigSource(model.name());
    GraphConfig graph = new GraphConfigParser(source).parse(configuration, "");
    Hdf5Writer file = new Hdf5Writer();
    file.attribute("vars", "name", model.name());
    for (GroupNames.Place place : GroupNames.places(new SavedLayers(source).of(graph))) {
      List<String> paths =
          specs.keySet().stream().filter(p -> p.startsWith(place.path() + "/")).toList();
      write(file, place, paths);
    }
    optimizer.ifPresent(state -> write(file, state));
    return file;
  }

  private void write(Hdf5Writer file, GroupNames.Place place, List<String> paths) {
    List<GroupNames.Group> groups = groups(place, paths);
    List<List<String>> parts = parts(groups.size(), paths);
    for (int i = 0; i < parts.size(); i++) {
      GroupNames.Group group = groups.get(i);
      file.attribute(group.path() + "/vars", "name", group.name());
      for (int j = 0; j < parts.get(i).size(); j++) {
        Tensor tensor = weights.get(parts.get(i).get(j));
        if (tensor != null) {
          file.floats(group.path() + "/vars/" + j, tensor.shape(), tensor.values());
        }
      }
    }
  }

  /** Leaves out the layers without weights of a model within a wrapper. */
  private static List<GroupNames.Group> groups(GroupNames.Place place, List<String> paths) {
    Set<String> owners = new HashSet<>();
    for (String path : paths) {
      String owner = path.substring(0, path.lastIndexOf('/'));
      owners.add(owner.substring(owner.lastIndexOf('/') + 1));
    }
    List<GroupNames.Group> named =
        place.groups().stream()
            .filter(group -> owners.contains(ModelReader.safeName(group.name())))
            .toList();
    return named.size() == owners.size() ? named : place.groups();
  }

  /** Deals the weights of a layer out to its parts: by the parts of their paths, else evenly. */
  private static List<List<String>> parts(int groups, List<String> paths) {
    List<List<String>> runs = new ArrayList<>();
    String last = "";
    for (String path : paths) {
      String part = path.substring(0, path.lastIndexOf('/'));
      if (runs.isEmpty() || !part.equals(last)) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(path);
      last = part;
    }
    if (runs.size() == groups || paths.isEmpty()) {
      return runs;
    }
    if (groups == 1) {
      return List.of(paths);
    }
    if (paths.size() % groups != 0) {
      throw new IllegalStateException(
          "%d weights %s of %d parts.".formatted(paths.size(), paths, groups));
    }
    int each = paths.size() / groups;
    List<List<String>> even = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      even.add(paths.subList(i * each, (i + 1) * each));
    }
    return even;
  }

  private void write(Hdf5Writer file, OptimizerState state) {
    CompileSettings settings = compile.orElseThrow();
    String vars = "optimizer/vars";
    file.attribute(vars, "name", GroupNames.snakeCase(settings.optimizerClass()));
    int next = 0;
    file.integer(vars + "/" + next++, Math.toIntExact(state.iterations()));
    if (!settings.scheduled()) {
      float rate = (float) state.learningRate().orElseThrow();
      file.floats(vars + "/" + next++, new int[0], new float[] {rate});
    }
    if (state.slots().isEmpty()) {
      return;
    }
    OptimizerSlots slots = OptimizerSlots.of(settings.optimizerClass(), settings.optimizerConfig());
    for (Tensor variable : slots.list(state.slots(), TrainableWeights.of(model, specs))) {
      file.floats(vars + "/" + next++, variable.shape(), variable.values());
    }
  }
}
