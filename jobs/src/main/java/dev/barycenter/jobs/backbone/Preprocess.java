package dev.barycenter.jobs.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import dev.barycenter.graph.layer.Rescaling;
import java.util.List;
import java.util.Map;

/**
 * What a backbone expects of pictures, as the {@code preprocess_input} functions of
 * keras.applications do it. It becomes layers of the model, so that the model reads pictures as
 * they are: channels last, red, green and blue from 0 to 255.
 */
public enum Preprocess {
  /** Pixels as they are. */
  NONE,
  /** From -1 to 1. */
  TF,
  /** From 0 to 1, then normalized by the means and standard deviations of ImageNet. */
  TORCH,
  /** Blue, green and red, less the means of ImageNet. */
  CAFFE;

  private static final double[] MEANS = {0.485, 0.456, 0.406};
  private static final double[] DEVIATIONS = {0.229, 0.224, 0.225};

  /** Returns the layers, in order. */
  List<Model.Named> layers() {
    return switch (this) {
      case NONE -> List.of();
      case TF -> List.of(scaling(DoubleNode.valueOf(1 / 127.5), DoubleNode.valueOf(-1)));
      case TORCH -> List.of(torch());
      case CAFFE ->
          List.of(
              named("preprocess_bgr", new Operation("Flip", Map.of("axis", IntNode.valueOf(-1)))),
              scaling(IntNode.valueOf(1), numbers(-103.939, -116.779, -123.68)));
    };
  }

  private static Model.Named torch() {
    double[] scale = new double[MEANS.length];
    double[] offset = new double[MEANS.length];
    for (int i = 0; i < MEANS.length; i++) {
      scale[i] = 1 / (255 * DEVIATIONS[i]);
      offset[i] = -MEANS[i] / DEVIATIONS[i];
    }
    return scaling(numbers(scale), numbers(offset));
  }

  private static Model.Named scaling(JsonNode scale, JsonNode offset) {
    return named("preprocess_scale", new Rescaling(scale, offset));
  }

  private static Model.Named named(String name, Layer layer) {
    return new Model.Named(name, layer, true);
  }

  private static ArrayNode numbers(double... values) {
    ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
    for (double value : values) {
      numbers.add(value);
    }
    return numbers;
  }
}
