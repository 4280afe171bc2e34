package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Lowering;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.LayerCall;
import dev.barycenter.graph.ops.Program;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole models from their Keras files, in inference and in training mode. */
@Tag("law-7")
class GoldenForwardTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Path> cases() {
    return Golden.cases().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inferenceIsThatOfKeras(Path folder) throws IOException {
    Run run = new Run(folder, false);
    run.assertOutputs("output", 1e-5);
  }

  static Stream<Path> trainingCases() {
    return cases().filter(f -> f.resolve("weights_after_one_training_forward").toFile().exists());
  }

  @ParameterizedTest
  @MethodSource("trainingCases")
  void trainingModeUsesAndMovesTheStatisticsAsInKeras(Path folder) throws IOException {
    Run run = new Run(folder, true);
    run.assertOutputs("output_training_mode", 1e-5);
    run.assertWeights(folder.resolve("weights_after_one_training_forward"));
  }

  /** A model on the inputs of its folder. */
  private static final class Run {
    private final Path folder;
    private final JsonNode arrays;
    private final Model model;
    private final Map<String, INDArray> weights = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();

    Run(Path folder, boolean training) throws IOException {
      this.folder = folder;
      arrays = JSON.readTree(folder.resolve("meta.json").toFile()).get("arrays");
      KerasModel keras = KerasModel.read(folder.resolve("model.keras"));
      model = keras.model();
      Trace trace = new Trace(DataType.FLOAT);
      Map<Value, INDArray> bound = new HashMap<>();
      Map<String, Value> byPath = new HashMap<>();
      keras
          .weights()
          .forEach(
              (path, tensor) -> {
                long[] shape = new long[tensor.shape().length];
                for (int i = 0; i < shape.length; i++) {
                  shape[i] = tensor.shape()[i];
                }
                INDArray array = Nd4j.createFromArray(tensor.values().clone()).reshape('c', shape);
                weights.put(path, array);
                byPath.put(path, bind(trace, bound, array));
              });
      Value seed = trace.placeholder(DataType.INT64, 1);
      bound.put(seed, Nd4j.createFromArray(1L));
      LayerCall.Mode mode = new LayerCall.Mode(training, true, false);
      Lowering lowering = new Lowering(model, trace.ops(), byPath::get, mode, seed);
      for (Model.Input input : model.inputs()) {
        INDArray array = array(arrays.path("input").path(input.name()));
        lowering.define(Model.Ref.to(input.name()), bind(trace, bound, array), null);
      }
      model.calls().forEach(lowering::record);
      model.outputs().forEach(o -> outputs.put(o.name(), lowering.value(o.tensor())));
      new Program(trace, bound, List.of(List.copyOf(outputs.values()))).run(0);
    }

    private static Value bind(Trace trace, Map<Value, INDArray> bound, INDArray array) {
      Value value = trace.placeholder(array.shape());
      bound.put(value, array);
      return value;
    }

    private INDArray array(JsonNode described) throws IOException {
      assumeTrue(
          described.path("dtype").asText().equals("float32"),
          "Skipped: an array of another type, " + described);
      long[] shape = new long[described.get("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = described.get("shape").get(i).longValue();
      }
      return Nd4j.createFromArray(Npy.floats(folder.resolve(described.get("file").asText())))
          .reshape('c', shape);
    }

    void assertOutputs(String kind, double tolerance) throws IOException {
      assertThat(outputs).isNotEmpty();
      for (Map.Entry<String, Value> output : outputs.entrySet()) {
        INDArray expected = array(arrays.path(kind).path(output.getKey()));
        INDArray actual = output.getValue().array();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
        assertThat(actual.sub(expected).amaxNumber().doubleValue() / scale)
            .as(output.getKey())
            .isLessThanOrEqualTo(tolerance);
      }
    }

    void assertWeights(Path after) throws IOException {
      JsonNode manifest = JSON.readTree(after.resolve("manifest.json").toFile());
      assertThat(manifest).isNotEmpty();
      for (JsonNode weight : manifest) {
        INDArray actual = weights.get(weight.get("path").asText());
        assertThat(actual).as(weight.get("path").asText()).isNotNull();
        float[] expected = Npy.floats(after.resolve(weight.get("file").asText()));
        INDArray difference = actual.reshape(-1).sub(Nd4j.createFromArray(expected));
        assertThat(difference.amaxNumber().doubleValue())
            .as(weight.get("path").asText())
            .isLessThanOrEqualTo(1e-5);
      }
    }
  }
}
