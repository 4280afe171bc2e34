package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import dev.barycenter.graph.layer.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operations compared with what Keras 3.15.1 computes for the same nodes, kept in a file. */
class OperationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Named<JsonNode>> nodes() throws IOException {
    try (InputStream file = OperationTest.class.getResourceAsStream("operations.json")) {
      return StreamSupport.stream(JSON.readTree(file).get("cases").spliterator(), false)
          .map(
              node ->
                  Named.of(
                      "%s %s %s"
                          .formatted(
                              node.get("class_name").asText(),
                              node.get("config"),
                              node.get("args")),
                      node));
    }
  }

  private static Operation operation(JsonNode node) {
    List<@Nullable JsonNode> args = new ArrayList<>();
    node.get("args").forEach(arg -> args.add(arg.isNull() ? null : arg));
    Map<String, @Nullable JsonNode> kwargs = new LinkedHashMap<>();
    node.get("kwargs")
        .properties()
        .forEach(
            arg -> {
              boolean constant = false;
              for (JsonNode name : node.get("constant_kwargs")) {
                constant |= name.asText().equals(arg.getKey());
              }
              kwargs.put(arg.getKey(), constant ? arg.getValue() : null);
            });
    return Operation.ofKeras(node.get("class_name").asText(), node.get("config"), args, kwargs);
  }

  private static ModelRun run(JsonNode node, DataType type) {
    List<Model.Input> inputs = new ArrayList<>();
    List<Model.Ref> reads = new ArrayList<>();
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (JsonNode input : node.get("inputs")) {
      INDArray array = array(input);
      String name = "x" + inputs.size();
      long[] shape = array.shape();
      List<Integer> dims = new ArrayList<>();
      for (int i = 1; i < shape.length; i++) {
        dims.add((int) shape[i]);
      }
      inputs.add(new Model.Input(name, new Shape(dims)));
      reads.add(Model.Ref.to(name));
      features.put(name, array);
    }
    List<Model.Output> outputs = new ArrayList<>();
    for (int i = 0; i < node.get("outputs").size(); i++) {
      outputs.add(new Model.Output("y" + i, new Model.Ref("op", i)));
    }
    Model model =
        new Model(
            "m",
            inputs,
            List.of(new Model.Named("op", operation(node), true)),
            List.of(new Model.Call("op", "op", reads, Model.Options.NONE)),
            outputs);
    for (int i = 0; i < outputs.size(); i++) {
      long[] expected = array(node.get("outputs").get(i)).shape();
      List<Integer> dims = model.shapes().get(new Model.Ref("op", i)).dims();
      assertThat(dims).hasSize(expected.length - 1);
      for (int axis = 1; axis < expected.length; axis++) {
        assertThat(dims.get(axis - 1)).isEqualTo((int) expected[axis]);
      }
    }
    return new ModelRun(model, type, features, true);
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
  @MethodSource("nodes")
  void valuesAreThoseOfKeras(JsonNode node) {
    ModelRun run = run(node, DataType.FLOAT);
    for (int i = 0; i < node.get("outputs").size(); i++) {
      INDArray expected = array(node.get("outputs").get(i));
      INDArray actual = run.output(i).castTo(DataType.DOUBLE);
      assertThat(actual.shape()).isEqualTo(expected.shape());
      double scale = Math.max(1, expected.amaxNumber().doubleValue());
      assertThat(actual.sub(expected).amaxNumber().doubleValue() / scale).isLessThanOrEqualTo(2e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void gradientsAreThoseOfFiniteDifferences(JsonNode node) {
    if (node.get("smooth").asBoolean()) {
      assertThat(run(node, DataType.DOUBLE).gradientError()).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void nodesAreWrittenAsKerasWritesThem(JsonNode node) {
    Operation operation = operation(node);
    assertThat(operation.function()).isEqualTo(node.get("class_name").asText());
    assertThat(operation.kerasModule()).isEqualTo(node.get("module").asText());
    assertThat(operation.kerasConfig()).isEqualTo(node.get("config"));
    assertThat(operation.kerasKeywords()).isEqualTo(node.get("kwargs"));
    List<@Nullable JsonNode> operands = operation.operands();
    for (int i = 0; i < node.get("args").size(); i++) {
      JsonNode arg = node.get("args").get(i);
      assertThat(operands.get(i)).isEqualTo(arg.isNull() ? null : arg);
    }
  }

  private static Operation of(String function, Map<String, ?> arguments) {
    return (Operation)
        Layer.FAMILY.create(Operation.class, Map.of("function", function, "arguments", arguments));
  }

  private static Shape shape(String function, Map<String, ?> arguments, Shape... inputs) {
    return of(function, arguments).outputShape(List.of(inputs));
  }

  @Test
  void functionsAreFoundByTheNameOfTheirPythonFunctionToo() {
    assertThat(of("expand_dims", Map.of("axis", -1)).function()).isEqualTo("ExpandDims");
  }

  @Test
  void unknownLengthsStayUnknown() {
    Shape sequence = Shape.of(Shape.UNKNOWN, 4);
    assertThat(shape("Mean", Map.of("axis", 1), sequence)).isEqualTo(Shape.of(4));
    assertThat(shape("Mean", Map.of("axis", 2), sequence)).isEqualTo(Shape.of(Shape.UNKNOWN));
    assertThat(shape("Stack", Map.of("axis", 1), sequence, sequence))
        .isEqualTo(Shape.of(2, Shape.UNKNOWN, 4));
  }

  @Test
  void indicesCanBeWrittenAsText() {
    assertThat(shape("GetItem", Map.of("key", ":, 1:3, None, -1"), Shape.of(5, 7)))
        .isEqualTo(Shape.of(2, 1));
    assertThat(shape("GetItem", Map.of("key", "..., ::2"), Shape.of(5, 7)))
        .isEqualTo(Shape.of(5, 4));
  }

  @Test
  void mixingTheExamplesOfAMinibatchIsRefused() {
    Shape vector = Shape.of(4);
    assertThatThrownBy(() -> shape("Sum", Map.of(), vector))
        .hasMessage(
            "Sum over all axes would not keep the examples of a minibatch apart."
                + " Write the axes without 0, such as 1.");
    assertThatThrownBy(() -> shape("Softmax", Map.of("axis", 0), vector))
        .hasMessage(
            "Softmax along axis 0 would not keep the examples of a minibatch apart."
                + " Choose another axis.");
    assertThatThrownBy(() -> shape("Transpose", Map.of(), vector))
        .hasMessage(
            "Transpose{} would not keep the examples of a minibatch apart."
                + " Leave axis 0, the batch axis, as it is.");
    assertThatThrownBy(() -> shape("GetItem", Map.of("key", 0), vector))
        .hasMessage("An index of 0 takes one example out of a minibatch. Start it with ':'.");
  }

  @Test
  void unknownNamesAreRefusedWithASuggestion() {
    assertThatThrownBy(() -> new Operation("Substract", Map.of()))
        .hasMessage("Unknown function 'Substract'. Did you mean 'Subtract'?");
    assertThatThrownBy(() -> of("Sum", Map.of("axes", 1)))
        .hasMessageContaining("Unknown argument 'axes' of Sum. Did you mean 'axis'?");
    assertThatThrownBy(() -> of("ExpandDims", Map.of()))
        .hasMessageContaining("ExpandDims needs the argument 'axis'.");
    assertThatThrownBy(() -> shape("Add", Map.of("x1", 1), Shape.of(2), Shape.of(2)))
        .hasMessage(
            "Add takes 1 inputs [x2], but is given 2."
                + " Pass tensors as inputs and constants as arguments.");
  }
}
