package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers compared with those of Keras 3.15.1: configurations, values, masks and statistics. */
class KerasLayersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Named<JsonNode>> layers() throws IOException {
    try (InputStream file = KerasLayersTest.class.getResourceAsStream("layers.json")) {
      return StreamSupport.stream(JSON.readTree(file).get("cases").spliterator(), false)
          .map(
              layer ->
                  Named.of(
                      "%s %s training=%s"
                          .formatted(
                              layer.get("class_name").asText(),
                              layer.get("given"),
                              layer.get("training")),
                      layer));
    }
  }

  static Stream<Named<JsonNode>> calls() throws IOException {
    return layers().filter(layer -> layer.getPayload().has("inputs"));
  }

  private static Layer read(JsonNode layer, String arguments) {
    Problems problems = new Problems();
    Layer read =
        Layer.FAMILY.read(
            layer.get("class_name").asText(), layer.get(arguments), "", Set.of(), problems);
    problems.throwIfAny();
    assertThat(read).isNotNull();
    return read;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void defaultsAreThoseOfKeras(JsonNode layer) {
    assertThat(normal(Layer.FAMILY.arguments(read(layer, "config"), true)))
        .isEqualTo(normal(Layer.FAMILY.arguments(read(layer, "given"), true)));
  }

  /** A single axis may be written as a list of one, as Keras itself does for built layers. */
  @ParameterizedTest
  @MethodSource("layers")
  void configurationsAreWrittenAsKerasWritesThem(JsonNode layer) {
    JsonNode written = normal(Layer.FAMILY.arguments(read(layer, "config"), true));
    JsonNode expected = normal(layer.get("config"));
    expected
        .properties()
        .forEach(
            argument ->
                assertThat(written.get(argument.getKey()))
                    .as(argument.getKey())
                    .isIn(argument.getValue(), JSON.createArrayNode().add(argument.getValue())));
  }

  /** Returns JSON without where classes are found, and with all numbers as real ones. */
  private static JsonNode normal(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      node.properties()
          .forEach(
              field -> {
                if (!Set.of("module", "registered_name").contains(field.getKey())) {
                  copy.set(field.getKey(), normal(field.getValue()));
                }
              });
      return copy;
    }
    if (node.isArray()) {
      var copy = JSON.createArrayNode();
      node.forEach(element -> copy.add(normal(element)));
      return copy;
    }
    return node.isNumber() ? JSON.getNodeFactory().numberNode(node.doubleValue()) : node;
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

  @ParameterizedTest
  @MethodSource("calls")
  void valuesMasksAndStatisticsAreThoseOfKeras(JsonNode layer) {
    List<INDArray> inputs = new ArrayList<>();
    layer.get("inputs").forEach(input -> inputs.add(array(input)));
    List<@Nullable INDArray> masks = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      JsonNode mask = layer.path("masks").path(i);
      masks.add(mask.isObject() ? array(mask) : null);
    }
    LayerRun run =
        new LayerRun(read(layer, "config"), layer.get("training").asBoolean(), true, inputs, masks);
    assertThat(run.weights()).hasSize(layer.get("weights").size());
    for (JsonNode weight : layer.get("weights")) {
      run.weights().get("layer/" + weight.get("name").asText()).assign(array(weight));
    }
    // Keras's NumPy backend takes the difference of squares for the variance, which cancels.
    boolean cancels = layer.get("class_name").asText().endsWith("Normalization");
    assertClose(run.output(1), array(layer.get("outputs").get(0)), cancels ? 2e-5 : 2e-6);
    int next = 0;
    for (JsonNode weight : layer.get("weights")) {
      assertClose(
          run.weights().get("layer/" + weight.get("name").asText()),
          array(layer.get("weights_after").get(next++)),
          1e-6);
    }
    JsonNode mask = layer.path("output_mask");
    if (mask.isObject()) {
      assertThat(run.mask()).isEqualTo(array(mask));
    } else {
      assertThat(run.mask()).isNull();
    }
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    INDArray difference = actual.castTo(DataType.DOUBLE).sub(expected);
    double scale = Math.max(1, expected.amaxNumber().doubleValue());
    assertThat(difference.amaxNumber().doubleValue() / scale).isLessThanOrEqualTo(tolerance);
  }
}
