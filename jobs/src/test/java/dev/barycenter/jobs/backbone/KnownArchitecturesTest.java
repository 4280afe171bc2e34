package dev.barycenter.jobs.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.jobs.Conf;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The architectures have the layers and weights that keras.applications documents. */
class KnownArchitecturesTest {

  @Test
  void everySpecOfTheFolderIsKnown() throws IOException {
    try (var files = Files.list(Conf.FOLDER.resolve("backbones"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Architecture.NAMES.stream().map(name -> name + ".yaml").toList());
    }
  }

  /** {@code layers} counts the input, as {@code len(model.layers)} does. */
  @ParameterizedTest
  @CsvSource({
    "ResNet50,       175, 23587712, 23534592, resnet50,             2048, CAFFE",
    "VGG16,           19, 14714688, 14714688, vgg16,                 512, CAFFE",
    "MobileNetV2,    154,  2257984,  2223872, mobilenetv2_1.00_224, 1280, TF",
    "EfficientNetB0, 238,  4049571,  4007548, efficientnetb0,       1280, NONE",
  })
  void countsAreThoseOfKeras(
      String name,
      int layers,
      long weights,
      long trainable,
      String model,
      int channels,
      Preprocess preprocess) {
    Architecture found = Architecture.named(name);
    Model whole = found.model();
    assertThat(whole.name()).isEqualTo(model);
    assertThat(whole.layers().size() + whole.inputs().size()).isEqualTo(layers);
    assertThat(count(whole, List.copyOf(whole.weights().keySet()))).isEqualTo(weights);
    assertThat(count(whole, whole.trainableWeights())).isEqualTo(trainable);
    assertThat(found.preprocess()).isEqualTo(preprocess);
    assertThat(Entry.found("{from: %s, input: [224, 224, 3]}".formatted(name)).shape())
        .isEqualTo(Shape.of(7, 7, channels));
  }

  private static long count(Model model, List<String> paths) {
    return paths.stream().mapToLong(path -> model.weights().get(path).shape().size()).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "ResNet50, conv1_conv/kernel, 7, 7, 3, 64",
    "ResNet50, conv3_block1_0_conv/kernel, 1, 1, 256, 512",
    "ResNet50, conv5_block3_2_conv/kernel, 3, 3, 512, 512",
    "VGG16, block5_conv3/kernel, 3, 3, 512, 512",
    "MobileNetV2, Conv1/kernel, 3, 3, 3, 32",
    "MobileNetV2, expanded_conv_project/kernel, 1, 1, 32, 16",
    "MobileNetV2, block_13_expand/kernel, 1, 1, 96, 576",
    "MobileNetV2, block_13_depthwise/kernel, 3, 3, 576, 1",
    "MobileNetV2, Conv_1/kernel, 1, 1, 320, 1280",
    "EfficientNetB0, stem_conv/kernel, 3, 3, 3, 32",
    "EfficientNetB0, block1a_dwconv/kernel, 3, 3, 32, 1",
    "EfficientNetB0, block6d_se_reduce/kernel, 1, 1, 1152, 48",
    "EfficientNetB0, block7a_project_conv/kernel, 1, 1, 1152, 320",
  })
  void weightsHaveTheNamesAndShapesOfKeras(
      String name, String path, int height, int width, int in, int out) {
    assertThat(Architecture.named(name).model().weights())
        .extractingByKey(path)
        .extracting(weight -> weight.shape())
        .isEqualTo(Shape.of(height, width, in, out));
  }

  @Test
  void layersStandWhereKerasPutsThem() {
    assertThat(Architecture.named("ResNet50").model().layers())
        .extracting(Model.Named::name)
        .startsWith("conv1_pad", "conv1_conv", "conv1_bn", "conv1_relu", "pool1_pad", "pool1_pool")
        .contains("conv2_block1_0_conv", "conv4_block6_out", "conv5_block1_add")
        .doesNotContain("conv2_block2_0_conv")
        .endsWith("conv5_block3_3_bn", "conv5_block3_add", "conv5_block3_out");
    assertThat(Architecture.named("MobileNetV2").model().layers())
        .extracting(Model.Named::name)
        .contains("block_1_pad", "block_2_add", "block_16_project_BN")
        .doesNotContain("block_1_add", "block_2_pad", "block_16_add")
        .endsWith("Conv_1", "Conv_1_bn", "out_relu");
    assertThat(Architecture.named("EfficientNetB0").model().layers())
        .extracting(Model.Named::name)
        .startsWith("rescaling", "normalization", "rescaling_1", "stem_conv_pad", "stem_conv")
        .contains("block2a_dwconv_pad", "block2b_drop", "block6d_add")
        .doesNotContain("block1a_expand_conv", "block7a_add")
        .endsWith("top_conv", "top_bn", "top_activation");
  }
}
