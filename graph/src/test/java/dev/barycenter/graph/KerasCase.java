package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Functional model without nested ones, and what Keras computes for it.
 *
 * <p>Weights are matched by position. Masks that Keras wrote as operators are left to the layers.
 */
final class KerasCase {
  private final JsonNode file;
  private final List<Model.Input> inputs = new ArrayList<>();
  private final List<Model.Named> layers = new ArrayList<>();
  private final List<Model.Call> calls = new ArrayList<>();

  KerasCase(JsonNode file) {
    this.file = file;
    file.at("/config/config/layers").forEach(this::add);
  }

  private void add(JsonNode node) {
    String name = node.path("name").asText();
    String type = node.path("class_name").asText();
    if (type.equals("InputLayer")) {
      inputs.add(new Model.Input(name, shape(node.at("/config/batch_shape"))));
    } else if (!Set.of("NotEqual", "Any").contains(type)) {
      JsonNode call = node.at("/inbound_nodes/0");
      List<Model.Ref> reads = new ArrayList<>();
      references(call.path("args"), reads);
      references(call.at("/kwargs/initial_state"), reads);
      boolean causal = call.at("/kwargs/use_causal_mask").asBoolean();
      layers.add(new Model.Named(name, layer(type, node.get("config")), true));
      calls.add(new Model.Call(name, name, reads, new Model.Options(null, null, causal)));
    }
  }

  private static Shape shape(JsonNode batchShape) {
    List<Integer> dims = new ArrayList<>();
    batchShape.forEach(d -> dims.add(d.isNull() ? Shape.UNKNOWN : d.intValue()));
    return new Shape(dims.subList(1, dims.size()));
  }

  private static Layer layer(String type, JsonNode config) {
    Problems problems = new Problems();
    Layer layer =
        Layer.FAMILY.read(
            type,
            config,
            "",
            Set.of("name", "trainable", "dtype", "quantization_config"),
            problems);
    problems.throwIfAny();
    assertThat(layer).isNotNull();
    return layer;
  }

  private static void references(JsonNode node, List<Model.Ref> found) {
    JsonNode history = node.path("config").path("keras_history");
    if (history.isArray()) {
      found.add(new Model.Ref(history.get(0).asText(), history.get(2).intValue()));
    } else {
      node.forEach(inner -> references(inner, found));
    }
  }

  Model model() {
    List<Model.Output> outputs = new ArrayList<>();
    JsonNode tensors = file.at("/config/config/output_layers");
    for (JsonNode tensor : tensors.get(0).isArray() ? tensors : List.of(tensors)) {
      Model.Ref ref = new Model.Ref(tensor.get(0).asText(), tensor.get(2).intValue());
      outputs.add(new Model.Output("out" + outputs.size(), ref));
    }
    return new Model("golden", inputs, layers, calls, outputs);
  }

  /** Returns the model in inference with Keras's inputs and weights. */
  ModelRun run(DataType type) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      features.put(inputs.get(i).name(), array(file.get("inputs").get(i)));
    }
    ModelRun run = new ModelRun(model(), type, features, false);
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
  void assertForward(double tolerance) {
    ModelRun run = run(DataType.FLOAT);
    for (int i = 0; i < file.get("outputs").size(); i++) {
      INDArray expected = array(file.get("outputs").get(i));
      INDArray actual = run.output(i).castTo(DataType.DOUBLE);
      assertThat(actual.shape()).isEqualTo(expected.shape());
      double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
      assertThat(actual.sub(expected).amaxNumber().doubleValue() / scale)
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
