package dev.barycenter.graph.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What Keras 3.15.1 computed on its torch backend; made by {@code make_fixtures.py}. */
public final class Fixtures {
  private Fixtures() {}

  /** Reads a file beside this class. */
  public static JsonNode read(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the entries of a list. */
  public static List<JsonNode> entries(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  /** Reads the member of a family that a case is about. */
  public static <T> T member(Family<T> family, JsonNode testCase) {
    Problems problems = new Problems();
    T member =
        family.read(
            testCase.get("type").asText(),
            testCase.get("config"),
            "",
            java.util.Set.of(),
            problems);
    problems.throwIfAny();
    return member;
  }

  /** Returns the numbers of a list, or of an array with a shape. */
  public static double[] numbers(JsonNode node) {
    JsonNode list = node.has("values") ? node.get("values") : node;
    return entries(list).stream().mapToDouble(JsonNode::asDouble).toArray();
  }

  /** Returns the numbers as floats. */
  public static float[] floats(JsonNode node) {
    double[] numbers = numbers(node);
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  /** Returns the shape of an array. */
  public static long[] shape(JsonNode array) {
    return entries(array.get("shape")).stream().mapToLong(JsonNode::asLong).toArray();
  }

  /** Returns an array. */
  public static INDArray array(JsonNode array, DataType type) {
    return Nd4j.createFromArray(numbers(array)).castTo(type).reshape('c', shape(array));
  }
}
