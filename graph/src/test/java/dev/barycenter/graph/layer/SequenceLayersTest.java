package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.ConfigException;
import dev.barycenter.graph.config.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceLayersTest {
  private static final Shape SEQUENCE = Shape.of(5, 3);

  private static Layer lstm(Map<String, ?> more) {
    return create(LSTM.class, more);
  }

  private static Layer create(Class<? extends Layer> type, Map<String, ?> more) {
    Map<String, Object> arguments = new java.util.HashMap<>(more);
    if (type != Bidirectional.class) {
      arguments.putIfAbsent("units", 4);
    }
    return Layer.FAMILY.create(type, arguments);
  }

  static List<Layer> layers() {
    Layer gru = create(GRU.class, Map.of("return_sequences", true));
    Layer back = create(LSTM.class, Map.of("return_sequences", true, "go_backwards", true));
    return List.of(
        lstm(Map.of("dropout", 0.25, "kernel_regularizer", "l2")),
        gru,
        create(SimpleRNN.class, Map.of("activation", "relu")),
        new Bidirectional(gru, null, back),
        new Bidirectional(gru, MergeMode.AVE, null),
        Layer.FAMILY.create(
            RNN.class,
            Map.of(
                "cell",
                new StackedRNNCells(
                    List.of(
                        Cell.FAMILY.create(LSTMCell.class, Map.of("units", 3)),
                        Cell.FAMILY.create(GRUCell.class, Map.of("units", 2)))))),
        new TimeDistributed(gru),
        Layer.FAMILY.create(ConvLSTM2D.class, Map.of("filters", 2, "kernel_size", List.of(2, 3))),
        Layer.FAMILY.create(Embedding.class, Map.of("input_dim", 9, "output_dim", 2)),
        Layer.FAMILY.create(Masking.class, Map.of("mask_value", -1)),
        Layer.FAMILY.create(Attention.class, Map.of("score_mode", "concat")),
        Layer.FAMILY.create(AdditiveAttention.class, Map.of("use_scale", false)),
        Layer.FAMILY.create(
            EinsumDense.class,
            Map.of("equation", "abc,cd->abd", "output_shape", Arrays.asList(null, 4))),
        Layer.FAMILY.create(
            MultiHeadAttention.class,
            Map.of("num_heads", 2, "key_dim", 3, "attention_axes", List.of(1), "output_shape", 7)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void settingsAreReadBackAsTheyWereWritten(Layer layer) {
    ObjectNode written = Layer.FAMILY.write(layer);
    Problems problems = new Problems();
    assertThat(Layer.FAMILY.read(written, "", problems)).isEqualTo(layer);
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void shapesAreThoseOfKeras() {
    Layer all = lstm(Map.of("return_sequences", true, "return_state", true));
    assertThat(all.outputShapes(List.of(SEQUENCE)))
        .containsExactly(Shape.of(5, 4), Shape.of(4), Shape.of(4));
    assertThat(new Bidirectional(all, null, null).outputShapes(List.of(SEQUENCE)))
        .containsExactly(
            Shape.of(5, 4), Shape.of(5, 4), Shape.of(4), Shape.of(4), Shape.of(4), Shape.of(4));
    Shape open = Shape.of(Shape.UNKNOWN, 3);
    assertThat(new TimeDistributed(create(Dense.class, Map.of())).outputShape(List.of(open)))
        .isEqualTo(Shape.of(Shape.UNKNOWN, 4));
    assertThat(lstm(Map.of()).outputShape(List.of(open))).isEqualTo(Shape.of(4));
  }

  @Test
  void weightsCarryThePathOfTheirLayer() {
    assertThat(new Bidirectional(lstm(Map.of()), null, null).weights(List.of(SEQUENCE)))
        .extracting(w -> w.name() + w.shape())
        .containsExactly(
            "forward_layer/kernel(3, 16)",
            "forward_layer/recurrent_kernel(4, 16)",
            "forward_layer/bias(16,)",
            "backward_layer/kernel(3, 16)",
            "backward_layer/recurrent_kernel(4, 16)",
            "backward_layer/bias(16,)");
    Layer attention =
        Layer.FAMILY.create(MultiHeadAttention.class, Map.of("num_heads", 2, "key_dim", 3));
    assertThat(attention.weights(List.of(SEQUENCE, SEQUENCE)))
        .extracting(w -> w.name() + w.shape())
        .containsExactly(
            "query/kernel(3, 2, 3)",
            "query/bias(2, 3)",
            "key/kernel(3, 2, 3)",
            "key/bias(2, 3)",
            "value/kernel(3, 2, 3)",
            "value/bias(2, 3)",
            "attention_output/kernel(2, 3, 3)",
            "attention_output/bias(3,)");
  }

  @Test
  void theForgetGateStartsOpen() {
    WeightSpec bias = lstm(Map.of("units", 2)).weights(List.of(SEQUENCE)).get(2);
    assertThat(bias.initializer().values(bias.shape(), new SplittableRandom(1)))
        .containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void projectionsStartWithinTheLimitOfTheirInputsAndOutputs() {
    Layer attention =
        Layer.FAMILY.create(MultiHeadAttention.class, Map.of("num_heads", 4, "key_dim", 8));
    WeightSpec kernel = attention.weights(List.of(Shape.of(5, 64), Shape.of(5, 64))).get(0);
    float limit = (float) Math.sqrt(6.0 / (64 + 4 * 8));
    for (float value : kernel.initializer().values(kernel.shape(), new SplittableRandom(1))) {
      assertThat(value).isBetween(-limit, limit);
    }
  }

  @Nested
  class Rejects {
    @Test
    void stateBetweenMinibatches() {
      assertThatThrownBy(() -> lstm(Map.of("stateful", true)))
          .isInstanceOf(ConfigException.class)
          .hasMessageEndingWith(
              "LSTM cannot be stateful: examples are shuffled between minibatches and shards. Remove 'stateful', or pass states from call to call with 'return_state'.");
    }

    @Test
    void statesOfOtherShapes() {
      assertThatThrownBy(() -> lstm(Map.of()).outputShapes(List.of(SEQUENCE, Shape.of(4))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "LSTM starts with states of shapes [(4,), (4,)], but is given [(4,)]. Pass a tensor of that shape for each state, or none.");
    }

    @Test
    void vectorsWhereASequenceIsExpected() {
      assertThatThrownBy(() -> lstm(Map.of()).outputShapes(List.of(Shape.of(4))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "LSTM takes sequences of shape (time, features), but is given (4,). Reshape it first.");
    }

    @Test
    void twoLayersInOneDirection() {
      Layer gru = create(GRU.class, Map.of());
      assertThatThrownBy(() -> new Bidirectional(gru, MergeMode.SUM, gru))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Both layers of Bidirectional read in the same direction: exactly one of them must have 'go_backwards: true', usually 'backward_layer'.");
    }

    @Test
    void equationsThatDoNotFitTheInput() {
      Layer dense =
          Layer.FAMILY.create(
              EinsumDense.class, Map.of("equation", "abc,cd->abd", "output_shape", 4));
      assertThatThrownBy(() -> dense.outputShape(List.of(Shape.of(5, 3, 2))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Equation 'abc,cd->abd' does not fit an input of shape (None, 5, 3, 2): it names 3 axes with the batch axis, the input has 4.");
      assertThatThrownBy(() -> dense.outputShape(List.of(SEQUENCE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "'output_shape' has 1 axes, but the output of equation 'abc,cd->abd' has 2 besides the batch axis and '...'.");
    }

    @Test
    void selfAttentionOfOneInput() {
      Layer attention =
          Layer.FAMILY.create(MultiHeadAttention.class, Map.of("num_heads", 2, "key_dim", 3));
      assertThatThrownBy(() -> attention.outputShape(List.of(SEQUENCE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "MultiHeadAttention takes (query, value), (query, value, key) or (query, value, key, attention_mask), but is given 1 inputs. For self-attention pass the same tensor twice.");
    }
  }
}
