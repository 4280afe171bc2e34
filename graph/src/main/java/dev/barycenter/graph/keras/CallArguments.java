package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call passes, sorted: tensors that the layer reads, its mask, and its flags.
 *
 * @param inputs in the order of the layer's arguments
 * @param mask a tensor used as the mask; null for the input's own
 * @param training the mode; null for that of the pass
 * @param causal whether attention looks back only
 */
record CallArguments(
    List<History> inputs, @Nullable History mask, @Nullable Boolean training, boolean causal) {

  CallArguments {
    inputs = List.copyOf(inputs);
  }

  private static final List<String> TENSORS =
      List.of("inputs", "x", "sequences", "sequence", "query", "value", "key", "initial_state");

  /** Sorts what a call of a layer passes; refuses what has no counterpart here. */
  static CallArguments of(
      ConfigSource source, Entry operation, Entry.Invocation call, String place) {
    List<History> inputs = new ArrayList<>();
    call.args().forEach(argument -> tensors(source, argument, place, inputs));
    for (String name : TENSORS) {
      Argument argument = call.kwargs().get(name);
      if (argument != null) {
        tensors(source, argument, place + "/kwargs/" + name, inputs);
      }
    }
    History mask = null;
    Boolean training = null;
    boolean causal = false;
    for (Map.Entry<String, Argument> e : call.kwargs().entrySet()) {
      List<History> tensors = e.getValue().tensors();
      JsonNode literal = literal(e.getValue());
      if (TENSORS.contains(e.getKey()) || (tensors.isEmpty() && isNothing(e.getValue()))) {
        continue;
      }
      if (e.getKey().equals("mask") && tensors.size() == 1) {
        mask = tensors.get(0);
      } else if (e.getKey().equals("training") && literal.isBoolean()) {
        training = literal.booleanValue();
      } else if (e.getKey().equals("use_causal_mask") && literal.isBoolean()) {
        causal = literal.booleanValue();
      } else if (!(literal.isBoolean() && !literal.booleanValue())) {
        throw source.refused(
            place + "/kwargs/" + e.getKey(),
            "a call of '%s' with '%s'".formatted(operation.name(), e.getKey()),
            "calls with tensors, mask, training, initial_state, or use_causal_mask",
            "call the layer without it, and save again");
      }
    }
    return new CallArguments(inputs, mask, training, causal);
  }

  private static void tensors(
      ConfigSource source, Argument argument, String place, List<History> inputs) {
    if (argument.tensors().isEmpty() && !isNothing(argument)) {
      throw source.refused(
          place,
          "a call with the constant %s".formatted(ConfigSource.describe(literal(argument))),
          "tensors",
          "pass constants as arguments of layers or through operators such as x * 2");
    }
    inputs.addAll(argument.tensors());
  }

  private static JsonNode literal(Argument argument) {
    return argument instanceof Argument.Literal literal
        ? literal.value()
        : MissingNode.getInstance();
  }

  private static boolean isNothing(Argument argument) {
    if (argument instanceof Argument.Several several) {
      return several.elements().stream().allMatch(CallArguments::isNothing);
    }
    return literal(argument).isNull();
  }
}
