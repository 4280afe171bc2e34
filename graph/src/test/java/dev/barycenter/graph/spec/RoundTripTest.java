package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.Golden;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.layer.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Whatever notations a model goes through, it computes the same bits. */
@Tag("law-7")
class RoundTripTest {
  private static final Backbones HEADLESS = (node, place, problems) -> null;

  @TempDir private Path folder;

  /** The examples of the project that do not stand on another model. */
  static Stream<Path> specs() {
    return Golden.list(Path.of("..", "conf"))
        .filter(file -> file.toString().endsWith(".yaml"))
        .filter(file -> read(file).modelIfRead().isPresent());
  }

  private static SpecFile read(Path file) {
    try {
      return SpecFile.parse(file.toString(), Files.readString(file), HEADLESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aSpecComesBackFromAKerasFile(Path spec) throws IOException {
    Model model = read(spec).model();
    Network network = Network.compile(model, Map.of(), 5);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model
        .weights()
        .forEach((path, w) -> weights.put(path, tensor(w.shape(), network.values(path))));
    KerasModel saved = written(model, weights);
    Model again = SpecFile.parse("again.yaml", SpecWriter.yaml(saved.model())).model();
    assertThat(outputs(again, saved.weights())).isEqualTo(outputs(model, weights));
  }

  static List<Path> saved() {
    return Golden.cases();
  }

  @ParameterizedTest
  @MethodSource("saved")
  void aKerasFileComesBackFromYaml(Path golden) throws IOException {
    KerasModel keras = KerasModel.read(golden.resolve("model.keras"));
    Model again = SpecFile.parse("again.yaml", SpecWriter.yaml(keras.model())).model();
    List<INDArray> outputs = outputs(keras.model(), keras.weights());
    assertThat(outputs(again, keras.weights())).isEqualTo(outputs);
    KerasModel saved = written(again, keras.weights());
    assertThat(outputs(saved.model(), saved.weights())).isEqualTo(outputs);
  }

  private KerasModel written(Model model, Map<String, Tensor> weights) throws IOException {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file)) {
      new KerasWriter(model, weights, Optional.empty(), Optional.empty()).writeTo(out);
    }
    return KerasModel.read(file);
  }

  private static Tensor tensor(Shape shape, float... values) {
    return Tensor.wrap(shape.dims().stream().mapToInt(Integer::intValue).toArray(), values);
  }

  /** Predicts from whole numbers, which any input takes, with weights found by their paths. */
  private static List<INDArray> outputs(Model model, Map<String, Tensor> weights) {
    Network network = Network.compile(model, Map.of(), 0);
    assertThat(weights.keySet()).isEqualTo(model.weights().keySet());
    weights.forEach((path, tensor) -> network.set(path, tensor.values()));
    return network.predict(
        model.inputs().stream()
            .map(input -> ModelRun.numbers(3, known(input.shape())).muli(2.5))
            .map(numbers -> Transforms.floor(Transforms.abs(numbers)))
            .toList());
  }

  private static Shape known(Shape shape) {
    return new Shape(shape.dims().stream().map(d -> d == Shape.UNKNOWN ? 5 : d).toList());
  }
}
