package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Einsum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The equation of an {@link EinsumDense} worked out for one shape of input. */
final class EinsumAxes {
  private static final Pattern PLAIN = Pattern.compile("([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)");
  private static final Pattern LEFT =
      Pattern.compile("\\.\\.\\.([a-zA-Z]+),([a-zA-Z]+)->\\.\\.\\.([a-zA-Z]+)");
  private static final Pattern RIGHT =
      Pattern.compile("([a-zA-Z]{2,})\\.\\.\\.,([a-zA-Z]+)->([a-zA-Z]+)\\.\\.\\.");

  private final String equation;
  private final Einsum einsum;
  private final Map<Character, Integer> lengths = new HashMap<>();
  private final int trailing;

  /**
   * Works out the axes.
   *
   * @param input the shape of the input, batch axis excluded
   * @param given the lengths of the output's own axes, null where the input tells
   */
  EinsumAxes(String equation, Shape input, List<@Nullable Integer> given) {
    this.equation = equation;
    Matcher matcher = match(equation);
    int elided = input.rank() + 1 - matcher.group(1).length();
    boolean left = equation.startsWith("...");
    boolean right = !left && equation.contains("...");
    Check.refuse(
        elided < 0 || (elided > 0 && !left && !right) || (left && elided < 1),
        "Equation '%s' does not fit an input of shape %s: it names %d axes with the batch axis, the input has %d.",
        equation,
        input.withBatch(),
        matcher.group(1).length(),
        input.rank() + 1);
    String letters = unused(equation, elided);
    String before = left ? letters : "";
    String after = right ? letters : "";
    trailing = after.length();
    einsum =
        new Einsum(
            "%s%s%s,%s->%s%s%s"
                .formatted(
                    before,
                    matcher.group(1),
                    after,
                    matcher.group(2),
                    before,
                    matcher.group(3),
                    after));
    measure(input, left ? matcher.group(3) : matcher.group(3).substring(1), given);
  }

  private static Matcher match(String equation) {
    for (Pattern pattern : List.of(PLAIN, LEFT, RIGHT)) {
      Matcher matcher = pattern.matcher(equation);
      if (matcher.matches()) {
        return matcher;
      }
    }
    throw new IllegalArgumentException(
        "'equation' is '%s': expected [X],[Y]->[Z], ...[X],[Y]->...[Z] or [X]...,[Y]->[Z]..., a letter for each axis."
            .formatted(equation));
  }

  /** Checks an equation as far as it can be without an input. */
  static void check(String equation) {
    match(equation);
  }

  /** Reads the output shape as Keras writes it: a number, or a list with null for unknown ones. */
  static List<@Nullable Integer> read(JsonNode node) {
    List<@Nullable Integer> lengths = new ArrayList<>();
    if (node.isInt()) {
      lengths.add(node.intValue());
      return lengths;
    }
    boolean good = node.isArray() && !node.isEmpty();
    for (JsonNode length : node) {
      good &= length.isNull() || (length.isInt() && length.intValue() > 0);
      lengths.add(length.isNull() ? null : (Integer) length.intValue());
    }
    Check.refuse(
        !good,
        "'output_shape' is %s: expected a whole number or a list such as [null, 64], null where the input tells.",
        node);
    return lengths;
  }

  private static String unused(String equation, int count) {
    StringBuilder letters = new StringBuilder();
    for (char letter = 'A'; letters.length() < count; letter = letter == 'Z' ? 'a' : ++letter) {
      if (equation.indexOf(letter) < 0) {
        letters.append(letter);
      }
    }
    return letters.toString();
  }

  private void measure(Shape input, String own, List<@Nullable Integer> given) {
    for (int i = 0; i < einsum.left().length(); i++) {
      lengths.put(einsum.left().charAt(i), i == 0 ? Shape.UNKNOWN : input.dim(i - 1));
    }
    Check.refuse(
        own.length() != given.size(),
        "'output_shape' has %d axes, but the output of equation '%s' has %d besides the batch axis and '...'.",
        given.size(),
        equation,
        own.length());
    for (int i = 0; i < own.length(); i++) {
      Integer length = given.get(i);
      int before = lengths.getOrDefault(own.charAt(i), Shape.UNKNOWN);
      if (length != null) {
        Check.refuse(
            before != Shape.UNKNOWN && before != length,
            "Axis '%s' of equation '%s' has length %d in the input, but %d in 'output_shape'.",
            own.charAt(i),
            equation,
            before,
            length);
        lengths.put(own.charAt(i), length);
      }
    }
  }

  private int known(char axis) {
    int length = lengths.getOrDefault(axis, Shape.UNKNOWN);
    Check.refuse(
        length == Shape.UNKNOWN,
        "The length of axis '%s' of equation '%s' is unknown, but a weight has it. Give it in 'output_shape' or in the shape of the input.",
        axis,
        equation);
    return length;
  }

  Einsum einsum() {
    return einsum;
  }

  Shape kernel() {
    return Shape.of(einsum.right().chars().map(axis -> known((char) axis)).toArray());
  }

  /** Returns the numbers of the kernel's inputs and outputs, as initializers count them. */
  int[] fans() {
    int[] fans = {1, 1};
    for (int i = 0; i < einsum.right().length(); i++) {
      char axis = einsum.right().charAt(i);
      fans[einsum.output().indexOf(axis) < 0 ? 0 : 1] *= known(axis);
    }
    return fans;
  }

  Shape output() {
    String axes = einsum.output().substring(1);
    return Shape.of(axes.chars().map(axis -> lengths.getOrDefault((char) axis, -1)).toArray());
  }

  /** Returns the shape of the bias: from the first of its axes on, 1 for axes that share it. */
  Shape bias(String axes) {
    String output = einsum.output();
    int first = output.length();
    for (int i = 0; i < axes.length(); i++) {
      int at = output.indexOf(axes.charAt(i));
      Check.refuse(
          at < 0 || at >= output.length() - trailing,
          "'bias_axes' names axis '%s', which the output of equation '%s' does not have.",
          axes.charAt(i),
          equation);
      first = Math.min(first, at);
    }
    return Shape.of(
        output
            .substring(first)
            .chars()
            .map(axis -> axes.indexOf(axis) < 0 ? 1 : known((char) axis))
            .toArray());
  }
}
