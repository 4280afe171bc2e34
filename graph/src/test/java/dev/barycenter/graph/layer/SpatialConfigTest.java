package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.config.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpatialConfigTest {

  @ParameterizedTest
  @MethodSource("dev.barycenter.graph.layer.ChannelsFirstTest#layers")
  void writtenInKerassFormAndReadAgainItIsTheSameLayer(LayerCase layer) {
    Problems problems = new Problems();
    Layer again = Layer.FAMILY.read(Layer.FAMILY.write(layer.layer()), "", problems);
    assertThat(problems.found()).isEmpty();
    assertThat(again).isEqualTo(layer.layer());
  }

  @ParameterizedTest
  @CsvSource({
    "Convolution2D, Conv2D",
    "Convolution1DTranspose, Conv1DTranspose",
    "SeparableConvolution1D, SeparableConv1D",
    "MaxPool2D, MaxPooling2D",
    "AvgPool3D, AveragePooling3D",
    "GlobalAvgPool1D, GlobalAveragePooling1D",
    "GlobalMaxPool3D, GlobalMaxPooling3D"
  })
  void layersAreFoundByTheOtherNamesThatKerasGivesThem(String other, String name) {
    assertThat(Layer.FAMILY.member(other)).isEqualTo(Layer.FAMILY.member(name)).isPresent();
  }

  @Test
  void aNumberStandsForAllAxes() {
    Conv2D conv =
        (Conv2D) Layer.FAMILY.create(Conv2D.class, Map.of("filters", 1, "kernel_size", 3));
    assertThat(conv.kernelSize()).isEqualTo(Dims.of(3, 3));
  }

  @Test
  void poolingMovesByItsWindowIfNothingIsSaid() {
    MaxPooling2D pooling =
        (MaxPooling2D) Layer.FAMILY.create(MaxPooling2D.class, Map.of("pool_size", 3));
    assertThat(pooling.strides()).isEqualTo(Dims.of(3, 3));
  }
}
