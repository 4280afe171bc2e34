package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a {@link Function} while it is recorded: its arrays and its settings. */
final class FunctionCall {
  private final Ops ops;
  private final Function function;
  private final Map<String, JsonNode> arguments;
  private final List<Value> inputs;
  private final List<String> open;

  FunctionCall(Ops ops, Function function, Map<String, JsonNode> arguments, List<Value> inputs) {
    this.ops = ops;
    this.function = function;
    this.arguments = arguments;
    this.inputs = inputs;
    open =
        function.several()
            ? List.of()
            : function.operands().stream().filter(name -> !arguments.containsKey(name)).toList();
    Check.refuse(
        inputs.isEmpty() || (!function.several() && inputs.size() != open.size()),
        "%s takes %s, but is given %d. Pass tensors as inputs and constants as arguments.",
        function.name(),
        function.several() ? "a list of inputs" : open.size() + " inputs " + open,
        inputs.size());
  }

  Ops ops() {
    return ops;
  }

  /** Returns all inputs. */
  List<Value> inputs() {
    return inputs;
  }

  /** Returns the only array of a function of one. */
  Value x() {
    return operand(function.operands().get(0));
  }

  /** Returns an array, which may be a constant. */
  Value operand(String name) {
    JsonNode constant = arguments.get(name);
    return constant == null ? inputs.get(open.indexOf(name)) : Literal.value(ops, name, constant);
  }

  /** Returns an operand that is a single constant number; null for arrays. */
  @Nullable Double number(String operand) {
    JsonNode constant = arguments.get(operand);
    return constant == null ? null : Literal.number(constant);
  }

  /** Returns an operand that must be a constant. */
  JsonNode constant(String operand) {
    JsonNode constant = arguments.get(operand);
    if (constant == null) {
      throw new IllegalArgumentException(
          "%s takes '%s' as a constant only. Write it as an argument."
              .formatted(function.name(), operand));
    }
    return constant;
  }

  boolean has(String setting) {
    return function.settings().containsKey(setting);
  }

  /** Returns a setting. */
  JsonNode setting(String name) {
    JsonNode given = arguments.get(name);
    JsonNode node = given == null ? function.settings().get(name) : given;
    if (node == null) {
      throw new IllegalStateException(function.name() + " has no setting " + name);
    }
    return node;
  }

  double real(String name) {
    JsonNode node = setting(name);
    expect(node.isNumber(), name, "a number");
    return node.doubleValue();
  }

  int integer(String name) {
    JsonNode node = setting(name);
    expect(node.isInt(), name, "a whole number");
    return node.intValue();
  }

  boolean flag(String name) {
    JsonNode node = setting(name);
    expect(node.isBoolean(), name, "true or false");
    return node.booleanValue();
  }

  /** Returns a list of whole numbers, also of one; -1 for null in it. */
  int[] integers(String name) {
    JsonNode node = setting(name);
    List<Integer> values = new ArrayList<>();
    boolean good = node.isInt() || node.isArray();
    for (JsonNode element : node.isArray() ? node : List.of(node)) {
      good &= element.isInt() || element.isNull();
      values.add(element.isNull() ? -1 : element.intValue());
    }
    expect(good, name, "a whole number or a list of them");
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Demands a setting's form. */
  void expect(boolean good, String name, String expected) {
    Check.refuse(
        !good, "'%s' of %s is %s: expected %s.", name, function.name(), setting(name), expected);
  }

  /** Returns an axis of an array, counted from the first; the batch axis is refused. */
  int axis(String name, Value x) {
    return axis(integer(name), x.rank());
  }

  /** Returns axes of an array in ascending order; null and the batch axis are refused. */
  int[] axes(String name, Value x) {
    Check.refuse(
        setting(name).isNull(),
        "%s over all axes would not keep the examples of a minibatch apart. Write the axes without 0, such as %s.",
        function.name(),
        x.rank() > 2 ? "[1, 2]" : "1");
    return Arrays.stream(integers(name)).map(axis -> axis(axis, x.rank())).sorted().toArray();
  }

  int axis(int axis, int rank) {
    int at = axis < 0 ? axis + rank : axis;
    Check.refuse(
        at == 0,
        "%s along axis 0 would not keep the examples of a minibatch apart. Choose another axis.",
        function.name());
    Check.refuse(
        at < 0 || at >= rank,
        "%s cannot work along axis %d of an array with %d axes. Choose one from 1 to %d.",
        function.name(),
        axis,
        rank,
        rank - 1);
    return at;
  }

  /** Refuses a value of a setting that is not supported. */
  void only(boolean supported, String name, String values) {
    Check.refuse(
        !supported,
        "'%s' of %s is %s: only %s is supported.",
        name,
        function.name(),
        setting(name),
        values);
  }
}
