package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.ModelRun;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Networks that others trained, of Keras 2: loaded, cut, put under a new head and trained on. */
class RealBackbonesTest {
  private static final String SQUEEZENET =
      "data/weights-keras-squeezenet/squeezenet_v1.1_imagenet_notop_full.h5";
  private static final String SQUEEZENET_WEIGHTS =
      "data/weights-keras-squeezenet/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5";
  private static final String RESNET = "data/weights-keras-mlperftiny/pretrainedResnet.h5";
  private static final INDArray LABELS = Nd4j.createFromArray(0f, 1f, 1f, 0f).reshape(4, 1);

  /** Returns pictures with pixels from -128 to 128. */
  private static INDArray pictures(int size) {
    return ModelRun.numbers(4, Shape.of(size, size, 3)).muli(128);
  }

  private static Network network(Model model, Map<String, Tensor> weights) {
    Map<String, Network.WeightedLoss> losses = new LinkedHashMap<>();
    Loss loss = Loss.FAMILY.create(SparseCategoricalCrossentropy.class, Map.of());
    losses.put(model.outputs().get(0).name(), new Network.WeightedLoss(loss, 1));
    Network network = Network.compile(model, losses, 3);
    weights.forEach(
        (path, tensor) -> {
          if (model.weights().containsKey(path)) {
            network.set(path, tensor.values());
          }
        });
    return network;
  }

  @Test
  void weightsByNameMakeTheSamePredictionsAsTheWholeFile() throws IOException {
    KerasModel whole = KerasModel.read(Golden.shared(SQUEEZENET));
    Map<String, Tensor> byName =
        KerasModel.readWeights(Golden.shared(SQUEEZENET_WEIGHTS), whole.model());
    Model small = Backbone.cut(whole.model(), "fire9_concat").forInput(Shape.of(48, 48, 3)).model();
    INDArray expected = network(small, whole.weights()).predict(List.of(pictures(48))).get(0);
    assertThat(expected.shape()).containsExactly(4, 2, 2, 512);
    assertThat(expected.meanNumber().doubleValue()).isPositive();
    assertThat(network(small, byName).predict(List.of(pictures(48))).get(0)).isEqualTo(expected);
  }

  @Test
  void aClassifierTellsPicturesApart() throws IOException {
    KerasModel resnet = KerasModel.read(Golden.shared(RESNET));
    INDArray made =
        network(resnet.model(), resnet.weights()).predict(List.of(pictures(32).addi(128))).get(0);
    assertThat(made.shape()).containsExactly(4, 10);
    assertThat(made.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
    assertThat(made.std(0).maxNumber().doubleValue()).isPositive();
  }

  @Test
  void squeezeNetIsCutExtendedAndTrained() throws IOException {
    learns(SQUEEZENET, "fire5_concat", 48, "fire5_squeeze1x1", 2e-4);
  }

  @Test
  void aResNetIsCutExtendedAndTrained() throws IOException {
    learns(RESNET, "activation_4", 32, "conv2d_4", 2e-4);
  }

  /** Trains a new head, then a layer of the backbone with it: the loss falls, the rest stays. */
  private static void learns(String file, String cut, int size, String unfrozen, double rate)
      throws IOException {
    Path path = Golden.shared(file);
    KerasModel keras = KerasModel.read(path);
    Backbone backbone = Backbone.cut(keras.model(), cut).forInput(Shape.of(size, size, 3));
    Model head =
        SpecFile.parse(
                "head.yaml",
                """
                name: mine
                model:
                  input: %s
                  layers:
                    - GlobalAveragePooling2D
                    - LayerNormalization
                    - {type: Dense, name: label, units: 2, activation: softmax}
                """
                    .formatted(backbone.shape().dims()))
            .model();
    Model model = backbone.carry(head, "input");
    Map<String, Tensor> weights = keras.weights();
    List<String> own = head.layers().stream().map(Model.Named::name).toList();
    Network first = network(model.withTrainable(own::contains), weights);
    double afterHead = falls(first, pictures(size), 2e-3);
    Map<String, Tensor> now = new LinkedHashMap<>();
    model
        .weights()
        .forEach(
            (name, spec) -> now.put(name, Tensor.wrap(dims(spec.shape()), first.values(name))));
    assertThat(now).containsAllEntriesOf(of(model, weights));
    Network second = network(model.withTrainable(l -> own.contains(l) || l.equals(unfrozen)), now);
    assertThat(falls(second, pictures(size), rate)).isLessThan(afterHead);
    String kernel = unfrozen + "/kernel";
    assertThat(second.values(kernel)).isNotEqualTo(now.get(kernel).values());
  }

  private static Map<String, Tensor> of(Model model, Map<String, Tensor> weights) {
    Map<String, Tensor> kept = new LinkedHashMap<>(weights);
    kept.keySet().retainAll(model.weights().keySet());
    return kept;
  }

  private static int[] dims(Shape shape) {
    return shape.dims().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Takes steps of gradient descent, and returns the last loss, below the first. */
  private static double falls(Network network, INDArray pictures, double rate) {
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < 8; step++) {
      losses.add(network.backward(List.of(pictures), new ArrayList<>(List.of(LABELS)), null));
      for (String path : network.model().trainableWeights()) {
        INDArray weight = network.weight(path);
        long start = network.offset(path);
        INDArray gradient =
            network.gradients().get(NDArrayIndex.interval(start, start + weight.length()));
        weight.subi(gradient.dup().reshape('c', weight.shape()).muli(rate));
      }
    }
    assertThat(losses.get(7)).as("%s", losses).isLessThan(losses.get(0));
    return losses.get(7);
  }
}
