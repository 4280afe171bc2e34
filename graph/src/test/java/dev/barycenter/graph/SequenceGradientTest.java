package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.layer.AdditiveAttention;
import dev.barycenter.graph.layer.Attention;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.Bidirectional;
import dev.barycenter.graph.layer.Cell;
import dev.barycenter.graph.layer.ConvLSTM1D;
import dev.barycenter.graph.layer.ConvLSTM2D;
import dev.barycenter.graph.layer.ConvLSTM3D;
import dev.barycenter.graph.layer.Dense;
import dev.barycenter.graph.layer.EinsumDense;
import dev.barycenter.graph.layer.Embedding;
import dev.barycenter.graph.layer.GRU;
import dev.barycenter.graph.layer.GRUCell;
import dev.barycenter.graph.layer.LSTM;
import dev.barycenter.graph.layer.LSTMCell;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.MultiHeadAttention;
import dev.barycenter.graph.layer.RNN;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.SimpleRNN;
import dev.barycenter.graph.layer.StackedRNNCells;
import dev.barycenter.graph.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that go along sequences or look at all of one. */
public class SequenceGradientTest {
  private static final INDArray MASK =
      Nd4j.createFromArray(new double[][] {{0, 1, 0, 1}, {1, 1, 0, 0}, {0, 0, 0, 0}});

  /** Returns layers, each after its name and before the shapes of its inputs. */
  public static Stream<Arguments> recurrent() {
    List<Arguments> all = new ArrayList<>();
    for (Class<? extends Layer> type : List.of(SimpleRNN.class, LSTM.class, GRU.class)) {
      all.add(recurrent(type, Map.of()));
      all.add(recurrent(type, Map.of("use_bias", false, "go_backwards", true)));
      all.add(recurrent(type, Map.of("dropout", 0.4)));
      all.add(recurrent(type, Map.of("dropout", 0.3, "recurrent_dropout", 0.4)));
      all.add(recurrent(type, Map.of("return_sequences", true, "return_state", true)));
      all.add(recurrent(type, Map.of("return_sequences", true, "zero_output_for_mask", true)));
      all.add(recurrent(type, Map.of("zero_output_for_mask", true)));
      all.add(recurrent(type, Map.of("start", true, "return_sequences", true)));
      all.add(recurrent(type, Map.of("start", true, "go_backwards", true, "return_state", true)));
    }
    all.add(recurrent(GRU.class, Map.of("reset_after", false)));
    all.add(recurrent(GRU.class, Map.of("reset_after", false, "recurrent_dropout", 0.4)));
    all.add(recurrent(GRU.class, Map.of("activation", "relu", "recurrent_activation", "softmax")));
    for (String mode : List.of("sum", "mul", "ave", "concat")) {
      all.add(both(Map.of("return_sequences", true, "dropout", 0.3), mode));
    }
    all.add(both(Map.of("return_state", true), "sum"));
    all.add(both(Map.of("return_sequences", true, "return_state", true), null));
    return all.stream();
  }

  private static Arguments recurrent(Class<? extends Layer> type, Map<String, ?> given) {
    Map<String, Object> arguments = new HashMap<>(given);
    List<Shape> shapes = new ArrayList<>(List.of(Shape.of(4, 3)));
    arguments.put("units", 2);
    if (arguments.remove("start") != null) {
      int states = type == LSTM.class ? 2 : 1;
      shapes.addAll(Collections.nCopies(states, Shape.of(2)));
    }
    Layer layer = Layer.FAMILY.create(type, arguments);
    return Arguments.of(type.getSimpleName() + given, layer, shapes);
  }

  private static Arguments both(Map<String, ?> given, @Nullable String mode) {
    Map<String, Object> arguments = new HashMap<>(given);
    arguments.put("units", 2);
    Map<String, Object> outer = new HashMap<>();
    outer.put("layer", Layer.FAMILY.create(LSTM.class, arguments));
    outer.put("merge_mode", mode);
    Layer layer = Layer.FAMILY.create(Bidirectional.class, outer);
    return Arguments.of("Bidirectional " + mode + given, layer, List.of(Shape.of(4, 3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recurrent")
  void gradientsOfRecurrentLayersAreThoseOfFiniteDifferences(
      String name, Layer layer, List<Shape> shapes) {
    assertThat(run(layer, shapes, false, false).gradientError()).isLessThan(1e-7);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recurrent")
  void gradientsUnderAMaskAreThoseOfFiniteDifferencesAndZeroAtMaskedSteps(
      String name, Layer layer, List<Shape> shapes) {
    ModelRun run = run(layer, shapes, true, false);
    assertThat(run.gradientError()).isLessThan(1e-7);
    INDArray gradient = run.gradient("x0");
    assertThat(gradient.amaxNumber().doubleValue()).isPositive();
    INDArray atMasked = gradient.mul(MASK.rsub(1).reshape(3, 4, 1));
    assertThat(atMasked.amaxNumber().doubleValue()).isZero();
  }

  /** Returns layers, each after its name and before the shapes of its inputs. */
  public static Stream<Arguments> others() {
    Shape sequence = Shape.of(4, 3);
    Shape images = Shape.of(2, 3, 4, 2);
    Cell cells =
        new StackedRNNCells(
            List.of(
                Cell.FAMILY.create(LSTMCell.class, Map.of("units", 2, "dropout", 0.3)),
                Cell.FAMILY.create(GRUCell.class, Map.of("units", 3))));
    return Stream.of(
        of(RNN.class, Map.of("cell", cells, "return_sequences", true), sequence),
        of(RNN.class, Map.of("cell", cells, "return_state", true, "go_backwards", true), sequence),
        of(TimeDistributed.class, Map.of("layer", dense()), sequence),
        of(TimeDistributed.class, Map.of("layer", normalization()), Shape.of(2, 3)),
        of(
            ConvLSTM1D.class,
            Map.of("filters", 2, "kernel_size", 2, "strides", 2),
            Shape.of(3, 5, 2)),
        of(
            ConvLSTM2D.class,
            Map.of("filters", 1, "kernel_size", 2, "padding", "same", "return_sequences", true),
            images),
        of(
            ConvLSTM2D.class,
            Map.of("filters", 1, "kernel_size", 2, "dropout", 0.3, "recurrent_dropout", 0.3),
            images),
        of(
            ConvLSTM3D.class,
            Map.of("filters", 1, "kernel_size", 2, "return_state", true),
            Shape.of(2, 2, 2, 2, 1)),
        of(EinsumDense.class, einsum("abc,cd->abd", Arrays.asList(null, 2), "d"), sequence),
        of(EinsumDense.class, einsum("abc,cde->abed", Arrays.asList(null, 2, 2), "e"), sequence),
        of(EinsumDense.class, einsum("abc,cb->ab", List.of(4), "b"), sequence),
        of(EinsumDense.class, einsum("ab...,bc->ac...", List.of(2), "c"), sequence),
        of(Attention.class, Map.of(), sequence, Shape.of(2, 3)),
        of(Attention.class, Map.of("use_scale", true, "score_mode", "concat"), sequence, sequence),
        of(Attention.class, Map.of("use_scale", true, "dropout", 0.4), sequence, sequence),
        of(AdditiveAttention.class, Map.of(), sequence, Shape.of(2, 5), Shape.of(2, 3)),
        of(MultiHeadAttention.class, Map.of("num_heads", 2, "key_dim", 2), sequence, sequence),
        of(
            MultiHeadAttention.class,
            Map.of("num_heads", 2, "key_dim", 2, "value_dim", 1, "output_shape", 2),
            sequence,
            Shape.of(2, 2),
            Shape.of(2, 4)),
        of(
            MultiHeadAttention.class,
            Map.of("num_heads", 1, "key_dim", 2, "dropout", 0.4, "use_gate", true),
            sequence,
            sequence),
        of(
            MultiHeadAttention.class,
            Map.of("num_heads", 2, "key_dim", 2, "attention_axes", List.of(1, 2)),
            Shape.of(2, 2, 2),
            Shape.of(2, 2, 2)));
  }

  private static Layer dense() {
    return Layer.FAMILY.create(Dense.class, Map.of("units", 2, "activation", "tanh"));
  }

  private static Layer normalization() {
    return Layer.FAMILY.create(BatchNormalization.class, Map.of());
  }

  private static Map<String, ?> einsum(String equation, List<Integer> shape, String bias) {
    return Map.of(
        "equation", equation, "output_shape", shape, "bias_axes", bias, "activation", "tanh");
  }

  private static Arguments of(Class<? extends Layer> type, Map<String, ?> given, Shape... shapes) {
    Layer layer = Layer.FAMILY.create(type, given);
    return Arguments.of(type.getSimpleName() + given.keySet(), layer, List.of(shapes));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void gradientsAreThoseOfFiniteDifferences(String name, Layer layer, List<Shape> shapes) {
    assertThat(run(layer, shapes, false, false).gradientError()).isLessThan(1e-7);
  }

  /** Returns layers, each after its name and before the shapes of its inputs. */
  public static Stream<Arguments> attentions() {
    return Stream.of(
        of(Attention.class, Map.of("use_scale", true)),
        of(AdditiveAttention.class, Map.of()),
        of(MultiHeadAttention.class, Map.of("num_heads", 2, "key_dim", 2)),
        of(MultiHeadAttention.class, Map.of("num_heads", 2, "key_dim", 2, "dropout", 0.3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attentions")
  void gradientsOfMaskedCausalAttentionAreThoseOfFiniteDifferences(
      String name, Layer layer, List<Shape> shapes) {
    INDArray ids = Nd4j.createFromArray(new double[][] {{3, 0, 2, 0}, {2, 0, 0, 0}, {4, 1, 0, 2}});
    assertThat(run(layer, ids).gradientError()).isLessThan(1e-7);
  }

  private static ModelRun run(Layer layer, INDArray ids) {
    Layer table =
        Layer.FAMILY.create(
            Embedding.class, Map.of("input_dim", 5, "output_dim", 3, "mask_zero", true));
    Model.Ref words = Model.Ref.to("table");
    Model model =
        new Model(
            "m",
            List.of(new Model.Input("fixed_ids", Shape.of(4))),
            List.of(new Model.Named("table", table, true), new Model.Named("layer", layer, true)),
            List.of(
                new Model.Call(
                    "table", "table", List.of(Model.Ref.to("fixed_ids")), Model.Options.NONE),
                new Model.Call(
                    "layer", "layer", List.of(words, words), new Model.Options(null, null, true))),
            List.of(new Model.Output("layer", Model.Ref.to("layer"))));
    return new ModelRun(model, DataType.DOUBLE, Map.of("fixed_ids", ids), true);
  }

  private static ModelRun run(Layer layer, List<Shape> shapes, boolean masked, boolean causal) {
    List<Model.Input> inputs = new ArrayList<>();
    List<Model.Ref> reads = new ArrayList<>();
    Map<String, INDArray> features = new LinkedHashMap<>();
    for (Shape shape : shapes) {
      String name = "x" + inputs.size();
      features.put(name, ModelRun.numbers(3, shape).muli(1 - 0.1 * inputs.size()));
      inputs.add(new Model.Input(name, shape));
      reads.add(Model.Ref.to(name));
    }
    Model.Ref mask = null;
    if (masked) {
      inputs.add(new Model.Input("fixed_mask", Shape.of(4)));
      features.put("fixed_mask", MASK);
      mask = Model.Ref.to("fixed_mask");
    }
    List<Model.Output> outputs = new ArrayList<>();
    for (int i = 0; i < layer.outputShapes(shapes).size(); i++) {
      outputs.add(new Model.Output("out" + i, new Model.Ref("layer", i)));
    }
    Model model =
        new Model(
            "m",
            inputs,
            List.of(new Model.Named("layer", layer, true)),
            List.of(new Model.Call("layer", "layer", reads, new Model.Options(null, mask, causal))),
            outputs);
    return new ModelRun(model, DataType.DOUBLE, features, true);
  }
}
