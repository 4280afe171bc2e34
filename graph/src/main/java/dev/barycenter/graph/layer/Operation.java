package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.ops.Trace;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A function of {@code keras.ops} applied to tensors, as operators between tensors are too: {@code
 * 1 - x} is {@code {type: Operation, function: Subtract, arguments: {x1: 1}, inputs: x}}.
 *
 * <p>Arguments are those of the function in Keras, by name: settings such as {@code axis}, and
 * operands that are constants. The inputs are the other operands, in order. Axes count the batch
 * axis as 0. A function that would mix the examples of a minibatch, or drop the batch axis, is
 * refused. As in Keras, results carry no masks.
 *
 * @param function the name of the function as of Keras's class ({@code ExpandDims}) or function
 *     ({@code expand_dims}); kept as of the class
 * @param arguments settings and constant operands by name
 */
public record Operation(String function, @Default("{}") Map<String, JsonNode> arguments)
    implements Layer {
  private static final Dry[] DRY_RUNS = {new Dry(83, 101), new Dry(89, 103)};

  /** Lengths that stand for the unknown ones while shapes are found. */
  private record Dry(int batch, int unknown) {}

  /** Checks the function's name and the arguments' names. */
  public Operation {
    Function known = Function.named(function);
    function = known.name();
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    for (String argument : arguments.keySet()) {
      Check.refuse(
          !known.arguments().contains(argument),
          "Unknown argument '%s' of %s. %s",
          argument,
          function,
          known.arguments().isEmpty()
              ? "It takes none."
              : Problems.suggestion(argument, known.arguments()));
    }
    for (String setting : known.required()) {
      Check.refuse(
          !arguments.containsKey(setting), "%s needs the argument '%s'.", function, setting);
    }
  }

  /** Returns whether there is a function of this name. */
  public static boolean isKnown(String name) {
    return Function.find(name) != null;
  }

  /**
   * Reads an operator of a Keras model.
   *
   * @param className the class of the operator
   * @param config its settings
   * @param args what it is called on by position: null for a tensor, or a list of tensors, else the
   *     constant
   * @param kwargs what it is called on by name, in the same way
   */
  public static Operation ofKeras(
      String className,
      JsonNode config,
      List<? extends @Nullable JsonNode> args,
      Map<String, ? extends @Nullable JsonNode> kwargs) {
    Function known = Function.named(className);
    Map<String, JsonNode> arguments = new LinkedHashMap<>();
    config
        .properties()
        .forEach(
            setting -> {
              if (!setting.getKey().equals("name")
                  && !setting.getValue().equals(known.settings().get(setting.getKey()))) {
                arguments.put(setting.getKey(), setting.getValue());
              }
            });
    for (int i = 0; i < args.size(); i++) {
      JsonNode constant = args.get(i);
      if (constant != null && !known.several()) {
        arguments.put(known.arguments().get(i), constant);
      }
    }
    kwargs.forEach(
        (name, constant) -> {
          if (constant != null && !constant.equals(known.settings().get(name))) {
            arguments.put(name, constant);
          }
        });
    return new Operation(known.name(), arguments);
  }

  /** Returns the module in which Keras has the function's class. */
  public String kerasModule() {
    return Function.named(function).module();
  }

  /** Returns the settings as Keras writes them, all of them and without the constant operands. */
  public ObjectNode kerasConfig() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    Function known = Function.named(function);
    known
        .settings()
        .forEach((name, fallback) -> config.set(name, arguments.getOrDefault(name, fallback)));
    config.remove(known.keywords());
    return config;
  }

  /** Returns the settings that Keras passes in the call by name. */
  public ObjectNode kerasKeywords() {
    ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    Function known = Function.named(function);
    for (String name : known.keywords()) {
      keywords.set(name, arguments.getOrDefault(name, known.settings().get(name)));
    }
    return keywords;
  }

  /** Returns whether the inputs are passed as one list. */
  public boolean takesList() {
    return Function.named(function).several();
  }

  /** Returns the operands in order: the constant, or null for an input. */
  public List<@Nullable JsonNode> operands() {
    List<@Nullable JsonNode> operands = new ArrayList<>();
    Function.named(function).operands().forEach(name -> operands.add(arguments.get(name)));
    return operands;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return outputShapes(inputs).get(0);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    List<List<long[]>> found = new ArrayList<>();
    for (Dry dry : DRY_RUNS) {
      Trace trace = new Trace(DataType.FLOAT);
      List<Value> values =
          inputs.stream().map(shape -> trace.placeholder(full(shape, dry))).toList();
      found.add(record(trace, values).stream().map(Value::shape).toList());
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < found.get(0).size(); i++) {
      shapes.add(shape(found.get(0).get(i), found.get(1).get(i)));
    }
    return shapes;
  }

  private static long[] full(Shape shape, Dry dry) {
    long[] full = new long[shape.rank() + 1];
    full[0] = dry.batch;
    for (int i = 0; i < shape.rank(); i++) {
      full[i + 1] = shape.dim(i) == Shape.UNKNOWN ? dry.unknown : shape.dim(i);
    }
    return full;
  }

  /** Returns a shape from two recordings: a length that differs between them is unknown. */
  private Shape shape(long[] first, long[] second) {
    boolean batched =
        first.length > 0 && first[0] == DRY_RUNS[0].batch && second[0] == DRY_RUNS[1].batch;
    Check.refuse(
        !batched || first.length != second.length,
        "%s%s would not keep the examples of a minibatch apart. Leave axis 0, the batch axis, as it is.",
        function,
        arguments);
    List<Integer> dims = new ArrayList<>();
    for (int i = 1; i < first.length; i++) {
      dims.add(first[i] == second[i] ? Math.toIntExact(first[i]) : Shape.UNKNOWN);
    }
    return new Shape(dims);
  }

  @Override
  public Value call(LayerCall call) {
    return callAll(call).get(0);
  }

  @Override
  public List<Value> callAll(LayerCall call) {
    return record(call.ops().trace(), call.inputs());
  }

  private List<Value> record(Trace trace, List<Value> inputs) {
    Function known = Function.named(function);
    return known.body().record(new FunctionCall(trace.ops(), known, arguments, inputs));
  }
}
