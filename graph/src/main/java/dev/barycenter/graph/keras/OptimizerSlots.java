package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which slots an optimizer of Keras keeps for each trainable weight, and in which order.
 *
 * <p>Some optimizers take the weights one by one, with all slots of each ({@code m0 v0 m1 v1});
 * others keep slot by slot ({@code v0 v1 m0 m1}). This follows the {@code build} methods of Keras
 * 3.
 *
 * @param groups slots that are kept together weight by weight, group after group
 * @param extras scalars kept behind the slots; older versions of Keras 3 kept them before
 */
public record OptimizerSlots(List<List<String>> groups, List<String> extras) {

  /** Copies the lists. */
  public OptimizerSlots {
    groups = groups.stream().map(List::copyOf).toList();
    extras = List.copyOf(extras);
  }

  /**
   * Returns the slots of an optimizer.
   *
   * @param className its Keras class, such as {@code Adam}
   * @param config its arguments
   * @throws IllegalArgumentException if there is no such optimizer
   */
  public static OptimizerSlots of(String className, JsonNode config) {
    List<List<String>> groups = new ArrayList<>();
    if (config.path("use_ema").asBoolean()) {
      groups.add(List.of("average"));
    }
    if (config.path("gradient_accumulation_steps").asInt() > 1) {
      groups.add(List.of("gradient_accumulator"));
    }
    boolean momentum = config.path("momentum").asDouble() > 0;
    List<String> extras = List.of();
    switch (className.toLowerCase(Locale.ROOT)) {
      case "sgd" -> addIf(momentum, groups, "momentum");
      case "adam", "adamw" -> {
        groups.add(List.of("momentum", "velocity"));
        addIf(config.path("amsgrad").asBoolean(), groups, "velocity_hat");
      }
      case "adamax" -> groups.add(List.of("momentum", "norm"));
      case "nadam" -> {
        groups.add(List.of("momentum", "velocity"));
        extras = List.of("u_product");
      }
      case "rmsprop" -> {
        groups.add(List.of("velocity"));
        addIf(momentum, groups, "momentum");
        addIf(config.path("centered").asBoolean(), groups, "average_gradient");
      }
      case "adagrad" -> groups.add(List.of("accumulator"));
      case "adadelta" -> groups.add(List.of("accumulated_grad", "accumulated_delta_var"));
      case "lion" -> groups.add(List.of("momentum"));
      case "ftrl" -> groups.add(List.of("accumulator", "linear"));
      default ->
          throw new IllegalArgumentException(
              ("The slots of the optimizer '%s' are not known. Known are SGD, Adam, AdamW, Adamax,"
                      + " Nadam, RMSprop, Adagrad, Adadelta, Lion and Ftrl.")
                  .formatted(className));
    }
    return new OptimizerSlots(groups, extras);
  }

  private static void addIf(boolean condition, List<List<String>> groups, String slot) {
    if (condition) {
      groups.add(List.of(slot));
    }
  }

  /** Returns the number of variables for a number of trainable weights. */
  public int count(int weights) {
    return extras.size() + groups.stream().mapToInt(List::size).sum() * weights;
  }

  /**
   * Names the variables of a state: slot, then path of the weight; an extra has the path "".
   *
   * @throws IllegalArgumentException if their number is not {@link #count}
   */
  public Map<String, Map<String, Tensor>> name(List<Tensor> variables, List<String> paths) {
    if (variables.size() != count(paths.size())) {
      throw new IllegalArgumentException(
          "The optimizer's state has %d variables, but %d trainable weights need %d."
              .formatted(variables.size(), paths.size(), count(paths.size())));
    }
    boolean extrasFirst = !extras.isEmpty() && variables.get(0).shape().length == 0;
    Map<String, Map<String, Tensor>> named = new LinkedHashMap<>();
    int next = extrasFirst ? extras.size() : 0;
    for (List<String> group : groups) {
      for (String path : paths) {
        for (String slot : group) {
          named.computeIfAbsent(slot, s -> new LinkedHashMap<>()).put(path, variables.get(next++));
        }
      }
    }
    next = extrasFirst ? 0 : next;
    for (String extra : extras) {
      named.put(extra, Map.of("", variables.get(next++)));
    }
    return named;
  }

  /** Lists the variables of a state in Keras's order; the inverse of {@link #name}. */
  public List<Tensor> list(Map<String, Map<String, Tensor>> named, List<String> paths) {
    List<Tensor> variables = new ArrayList<>();
    for (List<String> group : groups) {
      for (String path : paths) {
        group.forEach(slot -> variables.add(need(named, slot, path)));
      }
    }
    extras.forEach(extra -> variables.add(need(named, extra, "")));
    return variables;
  }

  private static Tensor need(Map<String, Map<String, Tensor>> named, String slot, String path) {
    Tensor tensor = named.getOrDefault(slot, Map.of()).get(path);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "The optimizer's state has no '%s' of '%s'.".formatted(slot, path));
    }
    return tensor;
  }
}
