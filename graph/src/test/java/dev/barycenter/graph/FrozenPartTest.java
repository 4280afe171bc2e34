package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.dl4j.Network.WeightedLoss;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FrozenPartTest {
  private static final String RESIDUAL =
      """
      model:
        inputs: {x: [6], side: [2]}
        layers:
          a:    {type: Dense, units: 4, activation: relu, inputs: x}
          norm: {type: BatchNormalization, inputs: a}
          b:    {type: Dense, units: 4, activation: tanh, inputs: norm}
          sum:  {type: Add, inputs: [a, b]}
          all:  {type: Concatenate, inputs: [sum, side]}
          top:  {type: Dense, units: 3, inputs: all}
        outputs: [top]
      """;

  private static Model model(String spec) {
    return SpecFile.parse("test.yaml", spec).model();
  }

  private static Model frozen(String spec, String... names) {
    Predicate<String> isFrozen = List.of(names)::contains;
    return model(spec).withTrainable(isFrozen.negate());
  }

  private static List<String> names(List<Model.Input> inputs) {
    return inputs.stream().map(Model.Input::name).toList();
  }

  private static List<String> cut(Model model, String... changing) {
    return FrozenPart.of(model, Set.of(changing))
        .map(part -> part.frozen().outputs().stream().map(Model.Output::name).toList())
        .orElse(List.of());
  }

  @Test
  void theCutIsWhereTrainingBeginsToHaveAnEffect() {
    assertThat(cut(frozen(RESIDUAL, "a", "norm", "b"))).containsExactly("all");
    assertThat(cut(frozen(RESIDUAL, "a", "norm"))).containsExactly("norm", "a");
    assertThat(cut(frozen(RESIDUAL, "a"))).containsExactly("a");
    assertThat(cut(frozen(RESIDUAL, "b"))).isEmpty();
  }

  @Test
  void whatTheRestReadsItselfStaysItsInput() {
    FrozenPart part = FrozenPart.of(frozen(RESIDUAL, "a", "norm"), Set.of()).orElseThrow();
    assertThat(names(part.frozen().inputs())).containsExactly("x");
    assertThat(names(part.rest().inputs())).containsExactly("norm", "a", "side");
  }

  @Test
  void nothingIsKeptOfInputsThatChange() {
    assertThat(cut(frozen(RESIDUAL, "a", "norm", "b"), "x")).isEmpty();
    assertThat(cut(frozen(RESIDUAL, "a", "norm", "b"), "side")).containsExactly("sum");
  }

  @Test
  void nothingRandomIsKept() {
    String spec =
        """
        model:
          input: [6]
          layers:
            - {type: Dense, name: a, units: 4}
            - {type: Dropout, rate: 0.5}
            - {type: Dense, name: b, units: 4}
            - {type: Dense, name: c, units: 2}
        """;
    assertThat(cut(frozen(spec, "a", "b"))).containsExactly("a");
  }

  @Test
  void layersWithoutWeightsAreNotWorthKeeping() {
    String spec =
        """
        model:
          input: [6]
          layers: [{type: Rescaling, scale: 2}, {type: Dense, units: 4}]
        """;
    assertThat(cut(model(spec))).isEmpty();
  }

  @Test
  void featuresMuchLargerThanTheInputsAreNotWorthTheRoom() {
    String spec =
        """
        model:
          input: [6]
          layers: [{type: Dense, name: a, units: %d}, {type: Dense, units: 4}]
        """;
    assertThat(cut(frozen(spec.formatted(24), "a"))).containsExactly("a");
    assertThat(cut(frozen(spec.formatted(25), "a"))).isEmpty();
  }

  @Test
  void masksAreNotCut() {
    String spec =
        """
        model:
          input: [5, 2]
          layers: [Masking, {type: LSTM, name: a, units: 3, return_sequences: true},
                   {type: LSTM, name: b, units: 3}, {type: Dense, units: 2}]
        """;
    assertThat(cut(frozen(spec, "a"))).isEmpty();
    assertThat(cut(frozen(spec, "a", "b"))).isEmpty();
  }

  @Test
  void penaltiesOfOutputsAreNotLost() {
    String spec =
        """
        model:
          input: [6]
          layers: [{type: Dense, name: a, units: 4, activity_regularizer: {type: L2, l2: 0.1}}, {type: Dense, units: 4}]
        """;
    assertThat(cut(frozen(spec, "a"))).isEmpty();
  }

  @Test
  void bothPartsTogetherComputeWhatTheWholeComputes() {
    Model whole = frozen(RESIDUAL, "a", "norm");
    FrozenPart part = FrozenPart.of(whole, Set.of()).orElseThrow();
    Map<String, WeightedLoss> losses =
        Map.of(
            "top",
            new WeightedLoss(new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE), 1));
    Network all = Network.compile(whole, losses, 3);
    Network frozen = Network.compile(part.frozen(), Map.of(), 0);
    Network rest = Network.compile(part.rest(), losses, 0);
    frozen.weightPaths().forEach(path -> frozen.set(path, all.values(path)));
    rest.weightPaths().forEach(path -> rest.set(path, all.values(path)));
    INDArray x = Nd4j.rand(DataType.FLOAT, 5, 6);
    INDArray side = Nd4j.rand(DataType.FLOAT, 5, 2);
    INDArray target = Nd4j.rand(DataType.FLOAT, 5, 3);
    List<INDArray> features = new ArrayList<>(frozen.predict(List.of(x)));
    features.add(side);
    double loss = all.backward(List.of(x, side), List.of(target), null);
    assertThat(rest.backward(features, List.of(target), null)).isEqualTo(loss);
    for (String path : List.of("b/kernel", "b/bias", "top/kernel", "top/bias")) {
      long length = all.weight(path).length();
      assertThat(gradient(rest, path, length)).isEqualTo(gradient(all, path, length));
    }
  }

  private static float[] gradient(Network network, String path, long length) {
    float[] all = network.gradients().dup('c').data().asFloat();
    int offset = (int) network.offset(path);
    return java.util.Arrays.copyOfRange(all, offset, (int) (offset + length));
  }
}
