package dev.barycenter.jobs.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.loss.Loss;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ResNetTrainingTest {
  private static final int PICTURES = 4;
  private static final int SIDE = 32;

  @Test
  void resNet50LearnsInAFewSteps() {
    Backbone backbone = Entry.found("{from: ResNet50, input: [%d, %d, 3]}".formatted(SIDE, SIDE));
    Model model =
        SpecFile.parse(
                "spec.yaml",
                """
                model:
                  backbone: ResNet50
                  layers:
                    - GlobalAveragePooling2D
                    - {type: Dense, name: label, units: 2, activation: softmax}
                """,
                (node, place, problems) -> backbone)
            .model();
    Loss loss =
        Objects.requireNonNull(
            Loss.FAMILY.read(
                TextNode.valueOf("sparse_categorical_crossentropy"), "", new Problems()));
    Network network = Network.compile(model, Map.of("label", new Network.WeightedLoss(loss, 1)), 1);
    float[] pixels = new float[PICTURES * SIDE * SIDE * 3];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    INDArray pictures = Nd4j.createFromArray(pixels).reshape(PICTURES, SIDE, SIDE, 3);
    INDArray labels = Nd4j.createFromArray(0f, 1f, 0f, 1f).reshape(PICTURES, 1);
    double first = network.backward(List.of(pictures), List.of(labels), null);
    double last = first;
    for (int step = 0; step < 3; step++) {
      network.params().subi(network.gradients().mul(0.0003));
      last = network.backward(List.of(pictures), List.of(labels), null);
    }
    assertThat(first).isBetween(0.1, 3.0);
    assertThat(last).isLessThan(first);
  }
}
