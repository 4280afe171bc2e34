package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.keras.KerasModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model, and what Keras computes for it: {@code {config, weights, inputs, outputs}}.
 *
 * <p>Weights are matched by position, since a name here need not be Keras's.
 */
public final class KerasCase {
  private final JsonNode file;
  private final Model model;

  public KerasCase(JsonNode file) {
    this.file = file;
    try {
      Path config = Files.createTempFile("model", ".json");
      Files.writeString(config, file.get("config").toString());
      model = KerasModel.read(config).model();
      Files.delete(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the model in inference with Keras's inputs and weights. */
  ModelRun run(DataType type) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (int i = 0; i < model.inputs().size(); i++) {
      features.put(model.inputs().get(i).name(), array(file.get("inputs").get(i)));
    }
    ModelRun run = new ModelRun(model, type, features, false);
    List<String> paths = run.weightPaths();
    assertThat(paths).hasSize(file.get("weights").size());
    for (int i = 0; i < paths.size(); i++) {
      INDArray weight = array(file.get("weights").get(i));
      assertThat(run.weight(paths.get(i)).shape()).as(paths.get(i)).isEqualTo(weight.shape());
      run.weight(paths.get(i)).assign(weight);
    }
    return run;
  }

  /** Asserts that the float outputs are Keras's, to a part of the largest number of each. */
  public void assertForward(double tolerance) {
    ModelRun run = run(DataType.FLOAT);
    assertThat(model.outputs()).hasSize(file.get("outputs").size());
    for (int i = 0; i < file.get("outputs").size(); i++) {
      INDArray expected = array(file.get("outputs").get(i));
      INDArray actual = run.output(i).castTo(DataType.DOUBLE);
      assertThat(actual.shape()).isEqualTo(expected.shape());
      double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
      double[] difference = actual.sub(expected).dup('c').data().asDouble();
      assertThat(Arrays.stream(difference).map(Math::abs).reduce(0, Math::max) / scale)
          .as("output %d of %s", i, file.path("name").asText())
          .isLessThanOrEqualTo(tolerance);
    }
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
