package dev.barycenter.jobs.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.layer.Activation;
import dev.barycenter.graph.layer.ActivationLayer;
import dev.barycenter.graph.layer.Shape;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BackboneReaderTest {

  private static String file(String name) {
    try {
      URL url = Objects.requireNonNull(BackboneReaderTest.class.getResource(name));
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aWeightFileOfKerasApplicationsIsLoadedByTheNamesOfLayers() {
    Entry entry =
        Entry.of(
            "{from: VGG16, weights: '%s', cut: block1_pool, input: [8, 8, 3]}"
                .formatted(file("vgg16_block1.h5")));
    Backbone backbone = entry.find();
    assertThat(backbone.shape()).isEqualTo(Shape.of(4, 4, 64));
    assertThat(entry.reader().weights())
        .containsOnlyKeys(
            "block1_conv1/kernel", "block1_conv1/bias", "block1_conv2/kernel", "block1_conv2/bias");
    assertThat(entry.reader().weights().get("block1_conv2/bias").values()).containsOnly(13);
  }

  @Test
  void trainedLayersRunInInferenceModeAndUntrainedOnesDoNot() {
    String trained =
        "{from: VGG16, weights: '%s', cut: block1_pool}".formatted(file("vgg16_block1.h5"));
    assertThat(Entry.found(trained).model().calls())
        .filteredOn(call -> call.name().startsWith("block1"))
        .allMatch(call -> Boolean.FALSE.equals(call.options().training()));
    assertThat(Entry.found("{from: VGG16, cut: block1_pool}").model().calls())
        .allMatch(call -> call.options().training() == null);
  }

  @Test
  void picturesArePreprocessedAsKerasApplicationsDoesIt() {
    double[] pixel = {0, 127.5, 255};
    assertThat(preprocessed("caffe", pixel))
        .containsExactly(255 - 103.939f, 127.5f - 116.779f, -123.68f);
    assertThat(preprocessed("tf", pixel)).containsExactly(-1f, 0f, 1f);
    assertThat(preprocessed("torch", pixel))
        .containsExactly(
            new float[] {-2.117904f, (float) ((0.5 - 0.456) / 0.224), 2.64f}, Offset.offset(1e-6f));
  }

  private static float[] preprocessed(String mode, double... pixel) {
    Model.Named same = new Model.Named("same", new ActivationLayer(Activation.LINEAR), true);
    Model nothing =
        new Model(
            "nothing",
            List.of(new Model.Input("image", Shape.of(1, 1, 3))),
            List.of(same),
            List.of(
                new Model.Call("same", "same", List.of(Model.Ref.to("image")), Model.Options.NONE)),
            List.of(new Model.Output("same", Model.Ref.to("same"))));
    Preprocess preprocess = Preprocess.valueOf(mode.toUpperCase(Locale.ROOT));
    Model model = new Backbone(nothing).after(preprocess.layers()).model();
    INDArray picture = Nd4j.createFromArray(pixel).castTo(DataType.FLOAT).reshape(1, 1, 1, 3);
    return Network.compile(model, Map.of(), 0)
        .predict(List.of(picture))
        .get(0)
        .dup('c')
        .data()
        .asFloat();
  }

  @Test
  void whatCannotBeABackboneIsSaidWithTheFix() {
    assertThat(Entry.of("{from: ResNet5}").problems())
        .containsExactly(
            "There is no file 'ResNet5'. Name a Keras file, a run folder, a spec, or one of EfficientNetB0, MobileNetV2, ResNet50, VGG16.");
    assertThat(Entry.of("{from: VGG16, cut: block1_pol}").problems())
        .containsExactly(
            "The backbone 'vgg16' has no layer 'block1_pol' to be cut at. Did you mean 'block1_pool'?");
    assertThat(
            Entry.of("{from: VGG16, weights: '%s'}".formatted(file("vgg16_block1.h5"))).problems())
        .containsExactly(
            "'%s' has no weights for 22 of the backbone's 26, 'block2_conv1/kernel' for one. Weights are found by the names of layers: take a file of the same architecture."
                .formatted(file("vgg16_block1.h5")));
    assertThat(Entry.of("{from: VGG16, freeze: true}").problems())
        .containsExactly(
            "Unknown argument 'freeze' of BackboneEntry. Known are: from, weights, cut, input, preprocess.");
  }
}
