package dev.barycenter.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.RunState;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.OptimizerSlots;
import dev.barycenter.graph.keras.OptimizerState;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.graph.training.optimizer.Slot;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The averaged state of an optimizer as Keras saves it. */
final class SavedOptimizer {
  private SavedOptimizer() {}

  /**
   * Returns the state; nothing if none was averaged, or before the first step.
   *
   * @param layout of the parameters; the state holds slot by slot its trainable ones
   * @param state the run between two rounds
   */
  static Optional<OptimizerState> of(
      Optimizer optimizer, ParameterLayout layout, Model model, RunState state) {
    float[] values = state.model().optimizer().array();
    long steps = state.model().optimizerSteps();
    if (steps == 0) {
      return Optional.empty();
    }
    Map<String, WeightSpec> specs = model.weights();
    List<ParameterSlice> trainable =
        layout.slices().stream()
            .filter(slice -> slice.kind() == ParameterSlice.Kind.TRAINABLE)
            .toList();
    Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
    int at = 0;
    for (Slot slot : optimizer.slots()) {
      Map<String, Tensor> ofWeights = new LinkedHashMap<>();
      for (ParameterSlice slice : trainable) {
        WeightSpec spec = specs.get(slice.name());
        if (spec == null) {
          throw new IllegalStateException("The model has no weight '%s'.".formatted(slice.name()));
        }
        int[] shape = spec.shape().dims().stream().mapToInt(Integer::intValue).toArray();
        ofWeights.put(
            slice.name(), Tensor.wrap(shape, Arrays.copyOfRange(values, at, at + slice.length())));
        at += slice.length();
      }
      slots.put(slot.name(), ofWeights);
    }
    slots.putAll(numbers(optimizer, steps));
    JsonNode rate = Optimizer.FAMILY.arguments(optimizer, true).path("learning_rate");
    return Optional.of(
        new OptimizerState(
            steps,
            rate.isNumber() ? OptionalDouble.of(rate.doubleValue()) : OptionalDouble.empty(),
            slots));
  }

  private static Map<String, Map<String, Tensor>> numbers(Optimizer optimizer, long steps) {
    List<Float> saved = optimizer.savedNumbers(steps);
    if (saved.isEmpty()) {
      return Map.of();
    }
    List<String> names =
        OptimizerSlots.of(
                optimizer.getClass().getSimpleName(), Optimizer.FAMILY.arguments(optimizer, true))
            .extras();
    Map<String, Map<String, Tensor>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), Map.of("", Tensor.wrap(new int[0], new float[] {saved.get(i)})));
    }
    return numbers;
  }
}
