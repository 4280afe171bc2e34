package dev.barycenter.jobs.train;

import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.keras.OptimizerState;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.graph.training.optimizer.Slot;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The optimizer that a model was saved with, for a phase that trains the model on.
 *
 * @param compiled what the file says of it
 * @param optimizer that of the phase
 * @param layout of the parameters of the phase; the state holds slot by slot its trainable ones
 */
record LoadedOptimizer(ModelFiles.Compiled compiled, Optimizer optimizer, ParameterLayout layout) {

  /** Returns why the phase cannot go on with the state; nothing if it can. */
  Optional<String> obstacle(OptimizerStatePolicy policy) {
    Optional<OptimizerState> state = compiled.state();
    if (state.isEmpty()) {
      return Optional.of("the file has no state of one.");
    }
    Optimizer saved =
        Optimizer.FAMILY.read(compiled.settings().json().path("optimizer"), "", new Problems());
    if (!isSame(saved)) {
      return Optional.of(
          "the file has the state of %s, which is not that of this phase, %s."
              .formatted(text(saved), text(optimizer)));
    }
    Set<String> trained =
        trainable().stream().map(ParameterSlice::name).collect(Collectors.toSet());
    for (Slot slot : optimizer.slots()) {
      if (!trained.equals(slots().getOrDefault(slot.name(), Map.of()).keySet())) {
        return Optional.of("the file has its state for other weights than this phase trains.");
      }
    }
    return policy == OptimizerStatePolicy.AVERAGE
        ? Optional.empty()
        : Optional.of(
            "averaging.optimizer_state is %s.".formatted(policy.name().toLowerCase(Locale.ROOT)));
  }

  /** Returns whether both differ in nothing but the learning rate, which a state outlives. */
  private boolean isSame(@Nullable Optimizer saved) {
    return saved != null
        && saved.getClass() == optimizer.getClass()
        && Optimizer.FAMILY
            .with(saved, "learning_rate", optimizer.learningRate())
            .equals(optimizer);
  }

  private static String text(@Nullable Optimizer any) {
    return any == null ? "an optimizer unknown here" : Optimizer.FAMILY.writeShort(any).toString();
  }

  private List<ParameterSlice> trainable() {
    return layout.slices().stream()
        .filter(slice -> slice.kind() == ParameterSlice.Kind.TRAINABLE)
        .toList();
  }

  private Map<String, Map<String, Tensor>> slots() {
    return compiled.state().orElseThrow().slots();
  }

  /** Returns the steps that the state has seen. */
  long steps() {
    return compiled.state().orElseThrow().iterations();
  }

  /** Returns the state, slot by slot. */
  float[] values() {
    List<ParameterSlice> trainable = trainable();
    int length = trainable.stream().mapToInt(ParameterSlice::length).sum();
    FloatBuffer values = FloatBuffer.allocate(optimizer.slots().size() * length);
    for (Slot slot : optimizer.slots()) {
      Map<String, Tensor> arrays = slots().getOrDefault(slot.name(), Map.of());
      for (ParameterSlice slice : trainable) {
        Tensor array = arrays.get(slice.name());
        if (array == null || array.values().length != slice.length()) {
          throw new IllegalStateException(
              "No %s of %d numbers for '%s'.".formatted(slot.name(), slice.length(), slice.name()));
        }
        values.put(array.values());
      }
    }
    return values.array();
  }
}
