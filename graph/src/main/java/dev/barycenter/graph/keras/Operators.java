package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.layer.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators on tensors, such as {@code x + y} and {@code ops.mean(x)}, as layers and back. */
final class Operators {

  private Operators() {}

  /** Returns the operation that an entry describes; its constants stand in its calls. */
  static Operation read(ConfigSource source, Entry entry) {
    if (!Operation.isKnown(entry.className())) {
      throw source.refused(
          entry.place() + "/class_name",
          "operator '%s' of class '%s'".formatted(entry.name(), entry.className()),
          "a function of keras.ops that is known here",
          "write what it computes with other operators or layers, and save again");
    }
    try {
      Operation operation = of(entry, entry.calls().get(0));
      for (Entry.Invocation call : entry.calls()) {
        if (!of(entry, call).equals(operation)) {
          throw source.refused(
              entry.place() + "/inbound_nodes",
              "operator '%s' called with different constants".formatted(entry.name()),
              "the same constants in every call",
              "use an operator of its own for each call");
        }
      }
      return operation;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw source.refused(
          entry.place(),
          "operator '%s' that does not fit: %s".formatted(entry.name(), e.getMessage()),
          "the arguments of keras.ops." + entry.className(),
          "change them in the Python model and save again");
    }
  }

  private static Operation of(Entry entry, Entry.Invocation call) {
    List<@Nullable JsonNode> args = new ArrayList<>();
    call.args().forEach(argument -> args.add(constant(argument)));
    Map<String, @Nullable JsonNode> kwargs = new HashMap<>();
    call.kwargs().forEach((name, argument) -> kwargs.put(name, constant(argument)));
    return Operation.ofKeras(entry.className(), entry.config(), args, kwargs);
  }

  /** Returns null for tensors, else the value. */
  private static @Nullable JsonNode constant(Argument argument) {
    if (!argument.tensors().isEmpty()) {
      return null;
    }
    if (argument instanceof Argument.Literal literal) {
      return literal.value();
    }
    if (argument instanceof Argument.Several several) {
      ArrayNode elements = JsonNodeFactory.instance.arrayNode();
      for (Argument element : several.elements()) {
        JsonNode value = constant(element);
        elements.add(value == null ? MissingNode.getInstance() : value);
      }
      return elements;
    }
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns the entry of an operation without its calls. */
  static ObjectNode entry(String name, Operation operation) {
    ObjectNode config = operation.kerasConfig();
    config.put("name", name);
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("module", operation.kerasModule());
    entry.put("class_name", operation.function());
    entry.set("config", config);
    entry.put("registered_name", operation.function());
    return entry;
  }

  /** Returns what an operation is called on: its inputs among its constants. */
  static ArrayNode args(Operation operation, List<ObjectNode> inputs) {
    ArrayNode args = JsonNodeFactory.instance.arrayNode();
    if (operation.takesList()) {
      args.addArray().addAll(inputs);
      return args;
    }
    Iterator<ObjectNode> next = inputs.iterator();
    for (JsonNode constant : operation.operands()) {
      if (constant != null) {
        args.add(constant);
      } else if (next.hasNext()) {
        args.add(next.next());
      }
    }
    return args;
  }
}
