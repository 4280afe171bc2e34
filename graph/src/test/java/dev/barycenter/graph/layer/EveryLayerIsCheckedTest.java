package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.ElementwiseGradientTest;
import dev.barycenter.graph.SequenceGradientTest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** No layer is without a comparison of its gradients with finite differences. */
class EveryLayerIsCheckedTest {
  /** Layers whose gradients tests check in other ways than by a list of examples. */
  private static final List<Class<? extends Layer>> ELSEWHERE =
      List.of(
          ActivationLayer.class, // ElementwiseGradientTest, every activation
          Dense.class, // DenseTest
          Embedding.class, // SequenceGradientTest, under attention
          Operation.class); // OperationTest, every function

  @Test
  void everyLayerThatCanBeWrittenHasItsGradientsChecked() {
    Set<Class<?>> checked = new LinkedHashSet<>(ELSEWHERE);
    Stream.of(
            ConvolutionTest.all(),
            DepthwiseConvolutionTest.layers(),
            PoolingTest.all(),
            StretchingTest.layers(),
            TransposedConvolutionTest.layers())
        .flatMap(cases -> cases)
        .forEach(c -> checked.add(c.layer().getClass()));
    Stream.of(
            ElementwiseGradientTest.layers(),
            SequenceGradientTest.recurrent(),
            SequenceGradientTest.others(),
            SequenceGradientTest.attentions())
        .flatMap(cases -> cases)
        .forEach(c -> checked.add(layer(c).getClass()));
    assertThat(checked).containsAll(LayerCatalog.MEMBERS);
  }

  private static Layer layer(Arguments arguments) {
    return Arrays.stream(arguments.get())
        .map(argument -> argument instanceof Named<?> named ? named.getPayload() : argument)
        .filter(Layer.class::isInstance)
        .map(Layer.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
