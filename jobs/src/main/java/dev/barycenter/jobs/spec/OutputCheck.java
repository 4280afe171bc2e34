package dev.barycenter.jobs.spec;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.Loss;
import org.jspecify.annotations.Nullable;

/** Finds losses that cannot be right on their output. */
final class OutputCheck {
  private OutputCheck() {}

  static void check(Model model, String output, Loss loss, String place, Problems problems) {
    Model.Ref tensor =
        model.outputs().stream()
            .filter(o -> o.name().equals(output))
            .map(Model.Output::tensor)
            .findFirst()
            .orElseThrow();
    Shape prediction = model.shape(tensor);
    loss.check(prediction, loss.targetShape(prediction), lastActivation(model, tensor))
        .errors()
        .forEach(error -> problems.add(place, "%s", error));
  }

  private static @Nullable Activation lastActivation(Model model, Model.Ref tensor) {
    return model.calls().stream()
        .filter(call -> call.name().equals(tensor.source()))
        .map(call -> model.layer(call.layer()).layer())
        .map(OutputCheck::activation)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Activation activation(Layer layer) {
    String name = Layer.FAMILY.arguments(layer, true).path("activation").asText("");
    for (Activation activation : Activation.values()) {
      if (activation.name().equalsIgnoreCase(name)) {
        return activation;
      }
    }
    return null;
  }
}
