package dev.barycenter.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayArrayParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** Sets the parameters of Spark's stages from a spec, each with a value of its own type. */
final class StageOptions {
  private StageOptions() {}

  /** Sets all options of a stage. */
  static void set(Params stage, Map<String, JsonNode> options) {
    options.forEach((name, value) -> set(stage, name, value(param(stage, name), value)));
  }

  /** Sets one parameter to a value of its type. */
  static void set(Params stage, String name, Object value) {
    stage.set(param(stage, name), value);
  }

  private static Param<Object> param(Params stage, String name) {
    if (!stage.hasParam(name)) {
      List<String> known = Arrays.stream(stage.params()).map(Param::name).toList();
      throw new DataException(
          "%s has no option '%s'. %s"
              .formatted(stage.getClass().getSimpleName(), name, Problems.suggestion(name, known)));
    }
    return stage.getParam(name);
  }

  private static Object value(Param<?> param, JsonNode value) {
    if (param instanceof BooleanParam) {
      return value.asBoolean();
    } else if (param instanceof IntParam) {
      return value.asInt();
    } else if (param instanceof LongParam) {
      return value.asLong();
    } else if (param instanceof FloatParam) {
      return (float) number(value);
    } else if (param instanceof DoubleParam) {
      return number(value);
    } else if (param instanceof DoubleArrayParam) {
      return numbers(value);
    } else if (param instanceof DoubleArrayArrayParam) {
      return list(value).stream().map(StageOptions::numbers).toArray(double[][]::new);
    } else if (param instanceof IntArrayParam) {
      return list(value).stream().mapToInt(JsonNode::asInt).toArray();
    } else if (param instanceof StringArrayParam) {
      return list(value).stream().map(JsonNode::asText).toArray(String[]::new);
    }
    return value.asText();
  }

  private static List<JsonNode> list(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false).toList();
  }

  private static double[] numbers(JsonNode values) {
    return list(values).stream().mapToDouble(StageOptions::number).toArray();
  }

  /** YAML writes infinity as {@code .inf}, JSON as a string. */
  private static double number(JsonNode value) {
    String text = value.asText().replace(".inf", "Infinity");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new DataException("An option is '%s': expected a number.".formatted(text));
    }
  }
}
