package dev.barycenter.graph.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.Fixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  /** A kernel of shape (2, 3) and a bias of shape (2), with a gap of frozen numbers between. */
  private static final List<WeightRange> WEIGHTS =
      List.of(new WeightRange(1, 6), new WeightRange(9, 2));

  private static final JsonNode FIXTURES = Fixtures.read("optimizers.json");

  static List<JsonNode> cases() {
    return Fixtures.entries(FIXTURES.get("cases"));
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static FloatBuffer spread(float[] packed) {
    FloatBuffer buffer = direct(12);
    buffer.put(1, packed, 0, 6);
    buffer.put(9, packed, 6, 2);
    buffer.put(0, 7).put(7, 7).put(8, 7).put(11, 7);
    return buffer;
  }

  private static float[] packed(FloatBuffer spread) {
    float[] packed = new float[8];
    spread.get(1, packed, 0, 6);
    spread.get(9, packed, 6, 2);
    return packed;
  }

  private static float[] numbers(int length, double factor) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) (factor * Math.sin(1 + i * 0.37));
    }
    return numbers;
  }

  private static FloatBuffer filled(float[] numbers) {
    return direct(numbers.length).put(0, numbers);
  }

  private static float[] contents(FloatBuffer buffer) {
    float[] numbers = new float[buffer.capacity()];
    buffer.get(0, numbers);
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsAndStateAreThoseOfKeras(JsonNode testCase) {
    Optimizer optimizer = Fixtures.member(Optimizer.FAMILY, testCase);
    Stepper stepper = new Stepper(optimizer, WEIGHTS);
    float[] start = new float[8];
    System.arraycopy(Fixtures.floats(FIXTURES.at("/start/0")), 0, start, 0, 6);
    System.arraycopy(Fixtures.floats(FIXTURES.at("/start/1")), 0, start, 6, 2);
    FloatBuffer weights = spread(start);
    FloatBuffer state = direct(stepper.stateLength());
    for (int step = 0; step < 4; step++) {
      FloatBuffer gradients = spread(Fixtures.floats(FIXTURES.get("gradients").get(step)));
      stepper.step(step, step, weights, gradients, state);
      float[] expected = Fixtures.floats(testCase.get("after").get(step));
      assertThat(packed(weights)).as("step %d", step).containsExactly(expected, within(3e-7f));
    }
    assertThat(new float[] {weights.get(0), weights.get(7), weights.get(8), weights.get(11)})
        .as("frozen weights")
        .containsOnly(7);
    compareState(optimizer, state, Fixtures.entries(testCase.get("variables")));
  }

  private static void compareState(
      Optimizer optimizer, FloatBuffer state, List<JsonNode> variables) {
    boolean number = optimizer.learningRate() instanceof LearningRateSchedule.Constant;
    int at = number ? 2 : 1; // after the iteration and the learning rate
    for (Slot.Of place : optimizer.savedOrder(2)) {
      JsonNode variable = variables.get(at++);
      String name = (place.weight() == 0 ? "kernel_" : "bias_");
      assertThat(variable.get("name").asText())
          .isEqualTo(name + optimizer.slots().get(place.slot()).name());
      float[] held = new float[place.weight() == 0 ? 6 : 2];
      state.get(8 * place.slot() + (place.weight() == 0 ? 0 : 6), held);
      assertThat(held).containsExactly(Fixtures.floats(variable), within(1e-6f));
    }
    for (float saved : optimizer.savedNumbers(4)) {
      assertThat(saved).isCloseTo(Fixtures.floats(variables.get(at++))[0], within(1e-7f));
    }
    assertThat(at).isEqualTo(variables.size());
  }

  @Test
  void everyOptimizerHasACase() {
    Set<String> seen = new TreeSet<>();
    cases().forEach(c -> seen.add(c.get("type").asText()));
    assertThat(Optimizer.FAMILY.names()).containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void twoStepsOfAdamAreThoseOfThePaper() {
    Optimizer adam = Optimizer.FAMILY.create(Adam.class, Map.of("learning_rate", 0.1));
    Stepper stepper = new Stepper(adam, List.of(new WeightRange(0, 1)));
    FloatBuffer weights = filled(new float[] {1});
    FloatBuffer state = direct(2);
    stepper.step(0, 0, weights, filled(new float[] {2}), state);
    // m = 0.2, v = 0.004; both corrected: 2 and 4; the step is lr * 2 / 2.
    assertThat(weights.get(0)).isCloseTo(0.9f, within(1e-6f));
    stepper.step(1, 1, weights, filled(new float[] {-1}), state);
    double m = 0.9 * 0.2 - 0.1;
    double v = 0.999 * 0.004 + 0.001;
    double step = 0.1 * Math.sqrt(1 - 0.998001) / (1 - 0.81) * m / (Math.sqrt(v) + 1e-7);
    // Keras rounds 0.999 to float32, which moves 1 - 0.999 by a hundred-thousandth of itself.
    assertThat(weights.get(0)).isCloseTo((float) (0.9 - step), within(2e-6f));
  }

  @Test
  void blocksAndRangesDoNotChangeTheResult() {
    int length = 10_000; // several blocks, and no multiple of one
    Optimizer optimizer =
        Optimizer.FAMILY.create(RMSprop.class, Map.of("momentum", 0.5, "centered", true));
    Stepper whole = new Stepper(optimizer, List.of(new WeightRange(0, length)));
    List<WeightRange> pieces = new ArrayList<>();
    for (int at = 0; at < length; at += 1000) {
      pieces.add(new WeightRange(at, 1000));
    }
    Stepper cut = new Stepper(optimizer, pieces);
    FloatBuffer a = filled(numbers(length, 1));
    FloatBuffer b = FloatBuffer.wrap(numbers(length, 1));
    FloatBuffer stateOfA = direct(3 * length);
    FloatBuffer stateOfB = FloatBuffer.allocate(3 * length);
    for (int step = 0; step < 3; step++) {
      FloatBuffer gradients = filled(numbers(length, step + 1));
      whole.step(step, step, a, gradients, stateOfA);
      cut.step(step, step, b, gradients, stateOfB);
    }
    assertThat(contents(b)).isEqualTo(contents(a));
    assertThat(contents(stateOfB)).isEqualTo(contents(stateOfA));
  }

  @Test
  void theStateStartsAfreshWhenItHasSeenNoStep() {
    Optimizer adagrad = Optimizer.FAMILY.create(Adagrad.class, Map.of());
    Stepper stepper = new Stepper(adagrad, List.of(new WeightRange(0, 3)));
    FloatBuffer clean = direct(3);
    FloatBuffer soiled = filled(new float[] {9, 9, 9});
    FloatBuffer gradients = filled(new float[] {1, 2, 3});
    stepper.step(5, 0, filled(new float[3]), gradients, clean);
    stepper.step(5, 0, filled(new float[3]), gradients, soiled);
    assertThat(contents(soiled)).isEqualTo(contents(clean));
    assertThat(clean.get(0)).isCloseTo(0.1f + 1, within(1e-7f));
  }

  @Test
  void aGradientThatIsNoNumberDoesNotLookRightOnceClipped() {
    Optimizer sgd = Optimizer.FAMILY.create(SGD.class, Map.of("global_clipnorm", 1.0));
    FloatBuffer weights = filled(new float[] {1, 2});
    FloatBuffer gradients = filled(new float[] {Float.POSITIVE_INFINITY, 1});
    new Stepper(sgd, List.of(new WeightRange(0, 2))).step(0, 0, weights, gradients, direct(0));
    assertThat(contents(weights)).containsExactly(Float.NaN, Float.NaN);
  }

  @Nested
  @DisplayName("keeps out of the denormal range")
  class DenormalRange {
    private static final float SMALLEST_RATE = 1e-8f;

    private float[] stateAfter(Optimizer optimizer, float[] gradients) {
      Stepper stepper = new Stepper(optimizer, List.of(new WeightRange(0, 1)));
      FloatBuffer weights = filled(new float[] {1});
      FloatBuffer state = direct(stepper.stateLength());
      for (int step = 0; step < gradients.length; step++) {
        stepper.step(step, step, weights, filled(new float[] {gradients[step]}), state);
        for (float number : contents(state)) {
          assertThat(number == 0 || Math.abs(number) * SMALLEST_RATE >= Float.MIN_NORMAL)
              .as("%s times a learning rate, after step %d", number, step)
              .isTrue();
        }
      }
      return contents(state);
    }

    @Test
    void whenTheGradientStaysZero() {
      float[] gradients = new float[3000];
      gradients[0] = 1e-3f;
      for (Class<? extends Optimizer> type :
          List.of(
              Adam.class, Adamax.class, Nadam.class, RMSprop.class, Adadelta.class, Lion.class)) {
        stateAfter(Optimizer.FAMILY.create(type, Map.of()), gradients);
      }
      Optimizer momentum = Optimizer.FAMILY.create(SGD.class, Map.of("momentum", 0.9));
      assertThat(Math.abs(stateAfter(momentum, gradients)[0])).isLessThan(1e-28f);
    }

    @Test
    void whenTheGradientIsTiny() {
      float[] gradients = new float[50];
      Arrays.fill(gradients, 1e-20f);
      float[] state = stateAfter(Optimizer.FAMILY.create(Adam.class, Map.of()), gradients);
      assertThat(state[0]).isCloseTo(1e-20f, within(1e-22f));
      assertThat(state[1]).isZero();
    }

    @Test
    void andChangesNothingThatCounts() {
      for (float exponent = -30; exponent < 30; exponent += 0.37f) {
        float number = (float) Math.pow(10, exponent);
        assertThat(Denormals.settled(number))
            .isCloseTo(number, within(2 * Math.ulp(number) + 1e-30f));
        assertThat(Denormals.settled(-number))
            .isCloseTo(-number, within(2 * Math.ulp(number) + 1e-30f));
      }
      assertThat(Denormals.settled(0x1p-46f * 1.2345f)).isEqualTo(0x1p-46f * 1.2345f);
      assertThat(Denormals.square(0.0123f)).isEqualTo(0.0123f * 0.0123f);
    }
  }

  @Nested
  @DisplayName("refuses")
  class Refuses {
    private void refuses(String yaml, String message) throws Exception {
      Problems problems = new Problems();
      Optimizer.FAMILY.read(new ObjectMapper().readTree(yaml), "/optimizer", problems);
      assertThat(problems.found())
          .extracting(p -> p.place() + ": " + p.message())
          .containsExactly(message);
    }

    @Test
    void whatCannotBeHad() throws Exception {
      refuses(
          "\"adafactor\"",
          "/optimizer: The optimizer 'adafactor' cannot be had: its state is made of rows and columns of single weights. Use adam.");
      refuses(
          "{\"type\": \"sgd\", \"use_ema\": true}",
          "/optimizer: 'use_ema' is true, but averages of weights over time are not kept. Leave it out.");
      refuses(
          "{\"type\": \"sgd\", \"gradient_accumulation_steps\": 4}",
          "/optimizer: 'gradient_accumulation_steps' is 4, but gradients are not accumulated. Use a larger batch_size, or more replicas with averaging after every local step.");
    }

    @Test
    void twoKindsOfClipping() throws Exception {
      refuses(
          "{\"type\": \"sgd\", \"clipnorm\": 1, \"clipvalue\": 2}",
          "/optimizer: Found clipnorm: 1.0, clipvalue: 2.0 and global_clipnorm: null: expected one of them at most.");
    }

    @Test
    void unknownArguments() throws Exception {
      refuses(
          "{\"type\": \"sgd\", \"clip_norm\": 1}",
          "/optimizer/clip_norm: Unknown argument 'clip_norm' of SGD. Did you mean 'clipnorm'?");
    }

    @Test
    void weightsThatOverlap() {
      Optimizer sgd = Optimizer.FAMILY.create(SGD.class, Map.of());
      assertThatThrownBy(
              () -> new Stepper(sgd, List.of(new WeightRange(0, 4), new WeightRange(3, 2))))
          .hasMessage(
              "The weight at position 3 starts before position 4, where the one before it ends.");
    }
  }

  @Test
  void aKerasConfigIsReadAndWritten() throws Exception {
    Problems problems = new Problems();
    Optimizer optimizer =
        Optimizer.FAMILY.read(
            new ObjectMapper()
                .readTree(
                    """
                    {"module": "keras.src.backend.torch.optimizers.torch_adam", "class_name": "Adam",
                     "config": {"name": "adam", "learning_rate": 0.0010000000474974513, "weight_decay": null,
                       "clipnorm": null, "global_clipnorm": null, "clipvalue": null, "use_ema": false,
                       "ema_momentum": 0.99, "ema_overwrite_frequency": null, "loss_scale_factor": null,
                       "gradient_accumulation_steps": null, "beta_1": 0.9, "beta_2": 0.999,
                       "epsilon": 1e-07, "amsgrad": false},
                     "registered_name": "Adam"}"""),
            "",
            problems);
    assertThat(problems.found()).isEmpty();
    assertThat(Optimizer.FAMILY.write(optimizer).toString())
        .isEqualTo(
            "{\"class_name\":\"Adam\",\"config\":{\"learning_rate\":0.0010000000474974513,\"beta_1\":0.9,\"beta_2\":0.999,\"epsilon\":1.0E-7,\"amsgrad\":false,\"weight_decay\":null,\"clipnorm\":null,\"clipvalue\":null,\"global_clipnorm\":null,\"use_ema\":false,\"ema_momentum\":0.99,\"ema_overwrite_frequency\":null,\"loss_scale_factor\":null,\"gradient_accumulation_steps\":null}}");
  }
}
