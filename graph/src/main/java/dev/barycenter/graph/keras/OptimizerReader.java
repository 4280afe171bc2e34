package dev.barycenter.graph.keras;

import dev.barycenter.graph.keras.hdf5.Hdf5Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the state of an optimizer from the arrays of a file. */
final class OptimizerReader {

  private static final String PLACE = "optimizer";

  /** The slots of Keras 2 by the last part of a variable's name, for the optimizers of its time. */
  private static final Map<String, String> KERAS2_SLOTS =
      Map.of(
          "m", "momentum",
          "v", "velocity",
          "vhat", "velocity_hat",
          "momentum", "momentum",
          "rms", "velocity",
          "mg", "average_gradient",
          "accumulator", "accumulator",
          "accum_grad", "accumulated_grad",
          "accum_var", "accumulated_delta_var");

  private final ConfigSource source;
  private final CompileSettings settings;
  private final List<String> trainable;

  OptimizerReader(ConfigSource source, CompileSettings settings, List<String> trainable) {
    this.source = source;
    this.settings = settings;
    this.trainable = trainable;
  }

  Optional<OptimizerState> read(StoredWeights weights) {
    if (weights instanceof StoredWeights.ByGroup byGroup) {
      return current(byGroup.variables(PLACE));
    }
    List<StoredWeights.Named> arrays = ((StoredWeights.ByLayer) weights).optimizer();
    boolean keras2 = arrays.stream().anyMatch(a -> a.name().endsWith(":0"));
    return keras2
        ? legacy(arrays)
        : current(arrays.stream().map(StoredWeights.Named::array).toList());
  }

  /** Keras 3: iteration, learning rate unless it is scheduled, slots. */
  private Optional<OptimizerState> current(List<Hdf5Array> arrays) {
    int scalars = settings.scheduled() ? 1 : 2;
    if (arrays.size() < scalars) {
      return Optional.empty();
    }
    arrays.subList(0, scalars).forEach(this::scalar);
    List<Tensor> variables = new ArrayList<>();
    for (Hdf5Array array : arrays.subList(scalars, arrays.size())) {
      variables.add(Tensor.wrap(array.shape(), array.floats()));
    }
    OptimizerSlots slots = slots();
    boolean built = !variables.isEmpty() || slots.count(trainable.size()) == 0;
    return Optional.of(
        new OptimizerState(
            steps(arrays.get(0)),
            scalars == 1 ? OptionalDouble.empty() : OptionalDouble.of(arrays.get(1).floats()[0]),
            built ? named(slots, variables) : Map.of()));
  }

  private Map<String, Map<String, Tensor>> named(OptimizerSlots slots, List<Tensor> variables) {
    try {
      return slots.name(variables, trainable);
    } catch (IllegalArgumentException e) {
      throw source.malformed(
          PLACE, String.valueOf(e.getMessage()), "the state of this model's optimizer");
    }
  }

  private OptimizerSlots slots() {
    try {
      return OptimizerSlots.of(settings.optimizerClass(), settings.optimizerConfig());
    } catch (IllegalArgumentException e) {
      throw source.refused(
          PLACE,
          "the state of optimizer '%s'".formatted(settings.optimizerClass()),
          "that of a known optimizer: " + e.getMessage(),
          "start with a new optimizer");
    }
  }

  /** Keras 2: iter, then slot by slot, with names such as {@code Adam/conv/kernel/m:0}. */
  private Optional<OptimizerState> legacy(List<StoredWeights.Named> arrays) {
    scalar(arrays.get(0).array());
    Map<String, List<Tensor>> bySlot = new LinkedHashMap<>();
    for (StoredWeights.Named array : arrays.subList(1, arrays.size())) {
      String slot = keras2Slot(array.name());
      bySlot
          .computeIfAbsent(slot, s -> new ArrayList<>())
          .add(Tensor.wrap(array.array().shape(), array.array().floats()));
    }
    Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
    bySlot.forEach(
        (slot, tensors) -> {
          if (tensors.size() != trainable.size()) {
            throw source.malformed(
                PLACE,
                "%d arrays '%s'".formatted(tensors.size(), slot),
                "one for each of %d trainable weights".formatted(trainable.size()));
          }
          Map<String, Tensor> named = new LinkedHashMap<>();
          for (int i = 0; i < trainable.size(); i++) {
            named.put(trainable.get(i), tensors.get(i));
          }
          slots.put(slot, named);
        });
    double rate = settings.optimizerConfig().path("learning_rate").asDouble(Double.NaN);
    return Optional.of(
        new OptimizerState(
            steps(arrays.get(0).array()),
            Double.isNaN(rate) ? OptionalDouble.empty() : OptionalDouble.of(rate),
            slots));
  }

  private String keras2Slot(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1).replaceFirst(":\\d+$", "");
    String slot = KERAS2_SLOTS.get(last.toLowerCase(Locale.ROOT));
    if (slot == null) {
      throw source.refused(
          PLACE,
          "the optimizer's variable '%s'".formatted(name),
          "a slot of a Keras 2 optimizer",
          "start with a new optimizer");
    }
    boolean norm = slot.equals("velocity") && settings.optimizerClass().equals("Adamax");
    return norm ? "norm" : slot;
  }

  private void scalar(Hdf5Array array) {
    if (array.elements() != 1 || !array.type().numeric()) {
      throw source.malformed(PLACE, array.toString(), "a number");
    }
  }

  private long steps(Hdf5Array array) {
    long steps = array.longs()[0];
    if (steps < 0) {
      throw source.malformed(PLACE, steps + " steps", "0 steps or more");
    }
    return steps;
  }
}
