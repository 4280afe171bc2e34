package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of a model's configuration: a layer, a nested model, or an operator, and its calls.
 *
 * @param name its name, unique in the model
 * @param className its class
 * @param module where Keras finds the class; empty in Keras 2
 * @param config its arguments
 * @param calls its calls, in order; an input has none
 * @param place where it stands in the file, for messages
 */
record Entry(
    String name,
    String className,
    String module,
    JsonNode config,
    List<Invocation> calls,
    String place) {

  Entry {
    calls = List.copyOf(calls);
  }

  /**
   * One call.
   *
   * @param args by position
   * @param kwargs by name
   */
  record Invocation(List<Argument> args, Map<String, Argument> kwargs) {
    Invocation {
      args = List.copyOf(args);
      kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    }

    /** Returns all tensors, those by position first. */
    List<History> tensors() {
      List<History> found = new ArrayList<>();
      args.forEach(a -> found.addAll(a.tensors()));
      kwargs.values().forEach(a -> found.addAll(a.tensors()));
      return found;
    }
  }

  boolean isInput() {
    return className.equals("InputLayer");
  }

  /**
   * Returns whether this is an operator such as {@code x + y}, which Keras does not call a layer.
   *
   * <p>Legacy files do not name modules; there an operator is what has neither flags nor a type,
   * and {@code Subtract} of two tensors an operator, but of a list of two a layer.
   */
  boolean isOperator() {
    if (!module.isEmpty()) {
      return module.startsWith("keras.src.ops") || module.startsWith("keras.ops");
    }
    return !config.has("trainable")
        && !config.has("dtype")
        && Operation.isKnown(className)
        && (Layer.FAMILY.member(className).isEmpty()
            || calls.stream().anyMatch(c -> c.args().size() > 1));
  }

  boolean isModel() {
    return isFunctional() || isSequential();
  }

  boolean isFunctional() {
    return className.equals("Functional") || className.equals("Model");
  }

  boolean isSequential() {
    return className.equals("Sequential");
  }
}
