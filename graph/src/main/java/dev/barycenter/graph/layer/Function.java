package dev.barycenter.graph.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One function of {@code keras.ops}.
 *
 * @param module where Keras has its class
 * @param name the name of its class
 * @param operands the names of the arrays that it takes
 * @param several whether it takes any number of arrays, as one list
 * @param settings its other arguments with their defaults; missing for those that must be given
 * @param keywords those settings that Keras passes in the call, by name, not to the constructor
 * @param body what it computes
 */
record Function(
    String module,
    String name,
    List<String> operands,
    boolean several,
    Map<String, JsonNode> settings,
    List<String> keywords,
    Body body) {

  /** Records what a function computes. */
  @FunctionalInterface
  interface Body {
    /** Records one call; one value for each output. */
    List<Value> record(FunctionCall call);
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Catalog {
    static final Map<String, Function> BY_NAME = new LinkedHashMap<>();

    static {
      Stream.of(
              ElementFunctions.ALL,
              ComparisonFunctions.ALL,
              ReductionFunctions.ALL,
              PartFunctions.ALL,
              ShapeFunctions.ALL,
              ProductFunctions.ALL,
              NeuralFunctions.ALL)
          .flatMap(List::stream)
          .forEach(function -> BY_NAME.put(key(function.name), function));
    }
  }

  private static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Returns the function of a name, as of its class or in snake case; null if there is none. */
  static @Nullable Function find(String name) {
    return Catalog.BY_NAME.get(key(name));
  }

  /** Returns the function of a name, as of its class or in snake case. */
  static Function named(String name) {
    Function function = find(name);
    if (function == null) {
      List<String> known = Catalog.BY_NAME.values().stream().map(Function::name).toList();
      throw new IllegalArgumentException(
          "Unknown function '%s'. %s".formatted(name, Problems.suggestion(name, known)));
    }
    return function;
  }

  /** Returns the names of all arguments, operands first. */
  List<String> arguments() {
    List<String> names = new ArrayList<>(several ? List.of() : operands);
    names.addAll(settings.keySet());
    return names;
  }

  /** Returns the names of the settings that must be given. */
  List<String> required() {
    return settings.entrySet().stream()
        .filter(setting -> setting.getValue().isMissingNode())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns this function with more settings, each {@code name=default}, or {@code name} alone. */
  Function with(String... more) {
    Map<String, JsonNode> all = new LinkedHashMap<>(settings);
    for (String setting : more) {
      int equals = setting.indexOf('=');
      all.put(
          equals < 0 ? setting : setting.substring(0, equals),
          equals < 0 ? MissingNode.getInstance() : parse(setting.substring(equals + 1)));
    }
    return new Function(
        module, name, operands, several, Collections.unmodifiableMap(all), keywords, body);
  }

  /** Returns this function with a setting that Keras passes in the call. */
  Function withKeyword(String name, String fallback) {
    Function more = with(name + "=" + fallback);
    return new Function(module, this.name, operands, several, more.settings, List.of(name), body);
  }

  /** Returns a function without settings. */
  static Function plain(String module, String name, List<String> operands, Body body) {
    return new Function(module, name, operands, false, Map.of(), List.of(), body);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A default is JSON, but was " + json, e);
    }
  }

  /** Returns a function of one array. */
  static Function single(
      String module, String name, java.util.function.Function<FunctionCall, Value> body) {
    return plain(module, name, List.of("x"), call -> List.of(body.apply(call)));
  }

  /** Returns a function of one array without settings. */
  static Function unary(String module, String name, BiFunction<Ops, Value, Value> body) {
    return single(module, name, call -> body.apply(call.ops(), call.x()));
  }

  /** Returns a function of two arrays without settings. */
  static Function binary(
      String module, String name, java.util.function.Function<FunctionCall, Value> body) {
    return plain(module, name, List.of("x1", "x2"), call -> List.of(body.apply(call)));
  }
}
