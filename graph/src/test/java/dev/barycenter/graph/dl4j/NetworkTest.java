package dev.barycenter.graph.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.Reduction;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkTest {
  private static final Loss SQUARES = new ErrorLoss.MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE);

  private static Model.Named dense(String name, int units, String activation) {
    Layer layer =
        Layer.FAMILY.create(
            Dense.class,
            Map.of("units", units, "activation", activation, "kernel_regularizer", "l2"));
    return new Model.Named(name, layer, true);
  }

  private static Model.Call call(String name, String layer, String... reads) {
    return new Model.Call(
        name, layer, List.of(reads).stream().map(Model.Ref::to).toList(), Model.Options.NONE);
  }

  private static final Model LINE =
      new Model(
          "line",
          List.of(new Model.Input("x", Shape.of(4))),
          List.of(dense("a", 5, "tanh"), dense("b", 2, "linear")),
          List.of(call("a", "a", "x"), call("b", "b", "a")),
          List.of(new Model.Output("b", Model.Ref.to("b"))));

  /** A shared layer, a chained call of it, and a branch that two outputs read. */
  private static final Model GRAPH =
      new Model(
          "graph",
          List.of(new Model.Input("x", Shape.of(4)), new Model.Input("y", Shape.of(4))),
          List.of(dense("s", 4, "tanh"), dense("t", 4, "tanh"), dense("u", 3, "sigmoid")),
          List.of(
              call("s", "s", "x"),
              call("s@2", "s", "y"),
              call("t", "t", "s"),
              call("s@3", "s", "t"),
              call("u", "u", "s@3")),
          List.of(
              new Model.Output("u", Model.Ref.to("u")),
              new Model.Output("v", Model.Ref.to("s@2")),
              new Model.Output("w", Model.Ref.to("s@3"))));

  @Test
  @Tag("law-6")
  void aStraightLineIsAMultiLayerNetworkAndComputesWhatTheGraphComputes() {
    Network line = Network.compile(LINE, Map.of("b", loss(1)), 3, DataType.FLOAT, false);
    Network graph = Network.compile(LINE, Map.of("b", loss(1)), 3, DataType.FLOAT, true);
    assertThat(line.dl4j()).isInstanceOf(MultiLayerNetwork.class);
    assertThat(graph.dl4j()).isInstanceOf(ComputationGraph.class);
    assertThat(line.params()).isEqualTo(graph.params());
    List<INDArray> x = List.of(ModelRun.numbers(3, Shape.of(4)));
    List<INDArray> y = List.of(ModelRun.numbers(3, Shape.of(2)));
    assertThat(line.predict(x)).isEqualTo(graph.predict(x));
    assertThat(line.backward(x, y, null)).isEqualTo(graph.backward(x, y, null));
    assertThat(line.gradients()).isEqualTo(graph.gradients());
  }

  @Test
  void deeplearning4jComputesALineLayerByLayerToTheSameNumbers() {
    Network network = Network.compile(LINE, Map.of("b", loss(0.7)), 3, DataType.DOUBLE, false);
    INDArray x = ModelRun.numbers(3, Shape.of(4));
    INDArray y = ModelRun.numbers(3, Shape.of(2));
    double loss = network.backward(List.of(x), List.of(y), null);
    INDArray gradients = network.gradients().dup();
    network.gradients().assign(0);
    MultiLayerNetwork layers = (MultiLayerNetwork) network.dl4j();
    layers.setInput(x);
    layers.setLabels(y);
    layers.computeGradientAndScore();
    assertThat(layers.score()).isCloseTo(loss, within(1e-12));
    assertThat(network.gradients().sub(gradients).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(network.predict(List.of(x)).get(0).equalsWithEps(layers.output(x), 1e-12)).isTrue();
  }

  @Test
  void deeplearning4jComputesAGraphVertexByVertexToTheSameNumbers() {
    Network network =
        Network.compile(
            GRAPH, Map.of("u", loss(0.7), "v", loss(2), "w", loss(1)), 3, DataType.DOUBLE, false);
    List<INDArray> x =
        List.of(ModelRun.numbers(3, Shape.of(4)), ModelRun.numbers(3, Shape.of(4)).mul(0.5));
    List<INDArray> y =
        List.of(
            ModelRun.numbers(3, Shape.of(3)),
            ModelRun.numbers(3, Shape.of(4)),
            ModelRun.numbers(3, Shape.of(4)));
    double loss = network.backward(x, y, null);
    INDArray gradients = network.gradients().dup();
    network.gradients().assign(0);
    ComputationGraph vertices = (ComputationGraph) network.dl4j();
    vertices.setInputs(x.toArray(INDArray[]::new));
    vertices.setLabels(y.toArray(INDArray[]::new));
    vertices.computeGradientAndScore();
    assertThat(vertices.score()).isCloseTo(loss, within(1e-12));
    assertThat(network.gradients().sub(gradients).amaxNumber().doubleValue()).isLessThan(1e-12);
  }

  private static Network.WeightedLoss loss(double weight) {
    return new Network.WeightedLoss(SQUARES, weight);
  }

  @Test
  void gradientsOfAMultiLayerNetworkAreThoseOfFiniteDifferences() {
    Network line = Network.compile(LINE, Map.of("b", loss(0.7)), 3, DataType.DOUBLE, false);
    assertThat(
            error(
                line,
                List.of(ModelRun.numbers(3, Shape.of(4))),
                List.of(ModelRun.numbers(3, Shape.of(2)))))
        .isLessThan(1e-8);
  }

  @Test
  void gradientsOfSharedLayersAndSeveralOutputsAreThoseOfFiniteDifferences() {
    Network graph =
        Network.compile(
            GRAPH, Map.of("u", loss(0.7), "v", loss(2), "w", loss(1)), 3, DataType.DOUBLE, false);
    assertThat(
            error(
                graph,
                List.of(
                    ModelRun.numbers(3, Shape.of(4)), ModelRun.numbers(3, Shape.of(4)).mul(0.5)),
                List.of(
                    ModelRun.numbers(3, Shape.of(3)),
                    ModelRun.numbers(3, Shape.of(4)),
                    ModelRun.numbers(3, Shape.of(4)))))
        .isLessThan(1e-8);
  }

  private static double error(Network network, List<INDArray> x, List<INDArray> y) {
    network.backward(x, y, null);
    INDArray gradients = network.gradients().dup();
    double worst = 0;
    for (long i = 0; i < gradients.length(); i++) {
      double original = network.params().getDouble(i);
      network.params().putScalar(i, original + 1e-5);
      double above = network.backward(x, y, null);
      network.params().putScalar(i, original - 1e-5);
      double below = network.backward(x, y, null);
      network.params().putScalar(i, original);
      worst = Math.max(worst, Math.abs((above - below) / 2e-5 - gradients.getDouble(i)));
    }
    return worst;
  }
}
