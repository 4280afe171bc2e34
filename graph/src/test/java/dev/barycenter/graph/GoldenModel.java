package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A small model with what Keras computes for it, from the folder of golden files. */
final class GoldenModel {
  private static final Path ROOT = Path.of("..", "..", "shared", "golden");

  private final JsonNode file;
  private final List<String> inputs = new ArrayList<>();
  private final Model model;

  GoldenModel(String folder, String name) {
    Path path = ROOT.resolve(folder).resolve(name + ".json");
    assumeTrue(Files.exists(path), "There is no golden file " + path);
    try {
      file = new ObjectMapper().readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    model = read(file.get("config").get("config"));
  }

  Model model() {
    return model;
  }

  private Model read(JsonNode config) {
    List<Model.Input> places = new ArrayList<>();
    List<Model.Named> layers = new ArrayList<>();
    List<Model.Call> calls = new ArrayList<>();
    for (JsonNode node : config.get("layers")) {
      String name = node.get("name").asText();
      if (node.get("class_name").asText().equals("InputLayer")) {
        places.add(new Model.Input(name, shape(node.get("config").get("batch_shape"))));
        inputs.add(name);
        continue;
      }
      layers.add(new Model.Named(name, layer(node), true));
      List<Model.Ref> reads = new ArrayList<>();
      references(node.get("inbound_nodes").get(0).get("args"), reads);
      calls.add(new Model.Call(name, name, reads, Model.Options.NONE));
    }
    String last = calls.get(calls.size() - 1).name();
    return new Model(
        "golden", places, layers, calls, List.of(new Model.Output(last, Model.Ref.to(last))));
  }

  private static Layer layer(JsonNode node) {
    Problems problems = new Problems();
    Layer layer =
        Layer.FAMILY.read(
            node.get("class_name").asText(),
            node.get("config"),
            "",
            Set.of("name", "trainable", "dtype"),
            problems);
    problems.throwIfAny();
    assertThat(layer).isNotNull();
    return layer;
  }

  private static Shape shape(JsonNode batchShape) {
    List<Integer> dims = new ArrayList<>();
    batchShape.forEach(d -> dims.add(d.isNull() ? Shape.UNKNOWN : d.intValue()));
    return new Shape(dims.subList(1, dims.size()));
  }

  private static void references(JsonNode node, List<Model.Ref> found) {
    JsonNode history = node.path("config").path("keras_history");
    if (history.isArray()) {
      found.add(new Model.Ref(history.get(0).asText(), history.get(2).intValue()));
    } else {
      node.forEach(inner -> references(inner, found));
    }
  }

  /** Asserts that the float outputs are Keras's, to a part of the largest of them. */
  void assertForward(double tolerance) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      features.put(inputs.get(i), array(file.get("inputs").get(i)));
    }
    ModelRun run = new ModelRun(model, DataType.FLOAT, features, false);
    for (JsonNode weight : file.get("weights")) {
      run.weight(weight.get("path").asText()).assign(array(weight));
    }
    INDArray expected = array(file.get("outputs").get(0));
    INDArray actual = run.output(0).castTo(DataType.DOUBLE);
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
    assertThat(actual.sub(expected).amaxNumber().doubleValue() / scale)
        .isLessThanOrEqualTo(tolerance);
  }

  private static INDArray array(JsonNode node) {
    double[] data = new double[node.get("data").size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = node.get("data").get(i).doubleValue();
    }
    long[] shape = new long[node.get("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get("shape").get(i).longValue();
    }
    return Nd4j.createFromArray(data).reshape('c', shape);
  }
}
