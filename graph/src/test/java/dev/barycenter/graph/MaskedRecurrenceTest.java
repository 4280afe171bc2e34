package dev.barycenter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barycenter.graph.layer.Bidirectional;
import dev.barycenter.graph.layer.Cell;
import dev.barycenter.graph.layer.GRU;
import dev.barycenter.graph.layer.GRUCell;
import dev.barycenter.graph.layer.LSTM;
import dev.barycenter.graph.layer.LSTMCell;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.RNN;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.SimpleRNN;
import dev.barycenter.graph.layer.StackedRNNCells;
import dev.barycenter.graph.ops.OneDnn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Masked sequences in float, over which oneDNN passes at once, and in double, where each step is
 * taken by itself and finite differences check the gradients.
 */
class MaskedRecurrenceTest {
  private static final int TIME = 6;
  private static final int FEATURES = 3;
  private static final int UNITS = 4;

  /** Every step; none; the first, the last, and those in the middle; two with holes. */
  private static final double[][] SHAPES = {
    {1, 1, 1, 1, 1, 1},
    {0, 0, 0, 0, 0, 0},
    {1, 1, 0, 0, 0, 0},
    {0, 0, 0, 1, 1, 1},
    {0, 1, 1, 1, 0, 0},
    {1, 0, 1, 1, 0, 1},
    {0, 1, 0, 0, 1, 0}
  };

  @BeforeAll
  static void oneDnnIsThere() {
    assumeTrue(OneDnn.isAvailable(), "oneDNN cannot be loaded: there is one path only.");
  }

  static Stream<Arguments> layers() {
    List<Arguments> all = new ArrayList<>();
    for (Class<? extends Layer> type : List.of(LSTM.class, GRU.class, SimpleRNN.class)) {
      for (Map<String, Object> more :
          List.<Map<String, Object>>of(
              Map.of(),
              Map.of("go_backwards", true),
              Map.of("return_sequences", true),
              Map.of("return_sequences", true, "go_backwards", true, "use_bias", false),
              Map.of("return_sequences", true, "zero_output_for_mask", true),
              Map.of("go_backwards", true, "zero_output_for_mask", true),
              Map.of("dropout", 0.4),
              Map.of("return_sequences", true, "return_state", true),
              Map.of("go_backwards", true, "return_state", true),
              Map.of("start", true, "return_sequences", true),
              Map.of("start", true, "go_backwards", true, "return_state", true))) {
        all.add(layer(type, more));
      }
    }
    all.add(layer(GRU.class, Map.of("reset_after", false, "return_sequences", true)));
    all.add(
        layer(GRU.class, Map.of("reset_after", false, "use_bias", false, "return_state", true)));
    all.add(layer(GRU.class, Map.of("reset_after", false, "go_backwards", true, "start", true)));
    all.add(both(LSTM.class, Map.of("return_sequences", true), "concat"));
    all.add(both(LSTM.class, Map.of("return_state", true), "sum"));
    all.add(both(GRU.class, Map.of("return_sequences", true), "ave"));
    all.add(stacked(Map.of("return_sequences", true, "go_backwards", true)));
    all.add(stacked(Map.of("return_state", true)));
    return all.stream();
  }

  private static Arguments layer(Class<? extends Layer> type, Map<String, Object> given) {
    Map<String, Object> arguments = arguments(given);
    int states = arguments.remove("start") == null ? 0 : type == LSTM.class ? 2 : 1;
    return Arguments.of(type.getSimpleName() + given, Layer.FAMILY.create(type, arguments), states);
  }

  private static Map<String, Object> arguments(Map<String, Object> given) {
    Map<String, Object> arguments = new HashMap<>(given);
    arguments.put("units", UNITS);
    arguments.put("bias_initializer", "random_normal");
    return arguments;
  }

  private static Arguments both(
      Class<? extends Layer> type, Map<String, Object> given, String mode) {
    Layer layer = Layer.FAMILY.create(type, arguments(given));
    Layer both =
        Layer.FAMILY.create(Bidirectional.class, Map.of("layer", layer, "merge_mode", mode));
    return Arguments.of("Bidirectional " + type.getSimpleName() + given, both, 0);
  }

  private static Arguments stacked(Map<String, Object> given) {
    Map<String, Object> arguments = new HashMap<>(given);
    Cell lstm = Cell.FAMILY.create(LSTMCell.class, Map.of("units", 2, "dropout", 0.3));
    Cell gru = Cell.FAMILY.create(GRUCell.class, Map.of("units", UNITS));
    arguments.put("cell", new StackedRNNCells(List.of(lstm, gru)));
    return Arguments.of("RNN" + given, Layer.FAMILY.create(RNN.class, arguments), 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void aPassAtOnceMakesWhatTheStepsMakeAndLearnsTheSame(String name, Layer layer, int states) {
    ModelRun atOnce = run(layer, states, DataType.FLOAT, features(states, TIME));
    ModelRun steps = run(layer, states, DataType.DOUBLE, features(states, TIME));
    for (int i = 0; i < outputs(layer, states).size(); i++) {
      assertClose("output " + i, atOnce.output(i), steps.output(i));
    }
    List<String> learned = new ArrayList<>(steps.weightPaths());
    for (int i = 0; i <= states; i++) {
      learned.add("x" + i);
    }
    learned.forEach(path -> assertClose(path, atOnce.gradient(path), steps.gradient(path)));
  }

  private static void assertClose(String name, INDArray found, INDArray expected) {
    double scale = Math.max(1, expected.amaxNumber().doubleValue());
    double worst = found.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue();
    assertThat(worst / scale).as(name).isLessThan(1e-5);
  }

  private static Stream<Arguments> passedAtOnce() {
    return layers().filter(c -> !c.get()[0].toString().startsWith("SimpleRNN"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passedAtOnce")
  void aLongerSequenceTakesNoMoreOps(String name, Layer layer, int states) {
    ModelRun shorter = run(layer, states, DataType.FLOAT, features(states, TIME));
    ModelRun longer = run(layer, states, DataType.FLOAT, features(states, 2 * TIME));
    assertThat(longer.ops()).isEqualTo(shorter.ops());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passedAtOnce")
  void whatStandsAtMaskedStepsIsNotLookedAt(String name, Layer layer, int states) {
    Map<String, INDArray> broken = features(states, TIME);
    for (int example = 0; example < SHAPES.length; example++) {
      for (int step = 0; step < TIME; step++) {
        if (SHAPES[example][step] == 0) {
          broken.get("x0").putScalar(new int[] {example, step, 1}, Double.NaN);
        }
      }
    }
    ModelRun clean = run(layer, states, DataType.FLOAT, features(states, TIME));
    ModelRun run = run(layer, states, DataType.FLOAT, broken);
    assertThat(run.output(0)).isEqualTo(clean.output(0));
    for (String path : run.weightPaths()) {
      assertThat(run.gradient(path)).as(path).isEqualTo(clean.gradient(path));
    }
  }

  private static ModelRun run(
      Layer layer, int states, DataType type, Map<String, INDArray> features) {
    List<Model.Input> inputs = new ArrayList<>();
    features.forEach((name, array) -> inputs.add(new Model.Input(name, LayerRun.shapeOf(array))));
    List<Model.Ref> reads = new ArrayList<>();
    for (int i = 0; i <= states; i++) {
      reads.add(Model.Ref.to("x" + i));
    }
    Model.Options options = new Model.Options(null, Model.Ref.to("fixed_mask"), false);
    Model model =
        new Model(
            "m",
            inputs,
            List.of(new Model.Named("layer", layer, true)),
            List.of(new Model.Call("layer", "layer", reads, options)),
            outputs(layer, states));
    return new ModelRun(model, type, features, true);
  }

  private static List<Model.Output> outputs(Layer layer, int states) {
    List<Shape> shapes = new ArrayList<>(Collections.nCopies(states, Shape.of(UNITS)));
    shapes.add(0, Shape.of(TIME, FEATURES));
    List<Model.Output> outputs = new ArrayList<>();
    for (int i = 0; i < layer.outputShapes(shapes).size(); i++) {
      outputs.add(new Model.Output("out" + i, new Model.Ref("layer", i)));
    }
    return outputs;
  }

  /** Returns sequences of the given length, first states, and the mask, its rows repeated. */
  private static Map<String, INDArray> features(int states, int length) {
    Map<String, INDArray> features = new LinkedHashMap<>();
    features.put("x0", ModelRun.numbers(SHAPES.length, Shape.of(length, FEATURES)));
    for (int i = 1; i <= states; i++) {
      features.put("x" + i, ModelRun.numbers(SHAPES.length, Shape.of(UNITS)).muli(1 - 0.2 * i));
    }
    INDArray mask = Nd4j.createFromArray(SHAPES);
    features.put("fixed_mask", Nd4j.tile(mask, 1, length / TIME));
    return features;
  }
}
