package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients in float are those of double: finite differences check the latter, but floats may take
 * other operations, those of oneDNN.
 */
class FloatGradientTest {
  static Stream<Arguments> layers() {
    return Stream.concat(
        ElementwiseGradientTest.layers()
            .map(
                c ->
                    Arguments.of(
                        ((Named<?>) c.get()[0]).getPayload(), List.of((Shape[]) c.get()[1]))),
        Stream.concat(SequenceGradientTest.recurrent(), SequenceGradientTest.others())
            .map(c -> Arguments.of(c.get()[1], c.get()[2])));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void ofALayerThatLearns(Layer layer, List<Shape> shapes) {
    ModelRun single = new ModelRun(model(layer, shapes), DataType.FLOAT, features(shapes), true);
    ModelRun exact = new ModelRun(model(layer, shapes), DataType.DOUBLE, features(shapes), true);
    List<String> all = new ArrayList<>(features(shapes).keySet());
    all.addAll(exact.weightPaths());
    all.forEach(name -> assertClose(name, single, exact));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void ofALayerThatIsFrozenAndHandsThemOn(Layer layer, List<Shape> shapes) {
    ModelRun single = ModelRun.frozen(model(layer, shapes), DataType.FLOAT, features(shapes));
    ModelRun exact = ModelRun.frozen(model(layer, shapes), DataType.DOUBLE, features(shapes));
    features(shapes).keySet().forEach(name -> assertClose(name, single, exact));
  }

  private static Model model(Layer layer, List<Shape> shapes) {
    return OneLayer.of(layer, true, shapes.toArray(Shape[]::new));
  }

  private static Map<String, INDArray> features(List<Shape> shapes) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (Shape shape : shapes) {
      double scale = 1 - 0.1 * features.size();
      features.put("x" + features.size(), ModelRun.numbers(3, shape).muli(scale));
    }
    return features;
  }

  private static void assertClose(String name, ModelRun single, ModelRun exact) {
    INDArray expected = exact.gradient(name);
    INDArray difference = single.gradient(name).castTo(DataType.DOUBLE).sub(expected);
    double worst =
        Arrays.stream(difference.dup('c').data().asDouble()).map(Math::abs).reduce(0, Math::max);
    assertThat(worst / Math.max(1, expected.amaxNumber().doubleValue())).as(name).isLessThan(1e-5);
  }
}
