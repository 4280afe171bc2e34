package dev.barycenter.graph.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearningRateScheduleTest {
  static List<JsonNode> cases() {
    return Fixtures.entries(Fixtures.read("schedules.json"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ratesAreThoseOfKeras(JsonNode testCase) {
    LearningRateSchedule schedule = Fixtures.member(LearningRateSchedule.FAMILY, testCase);
    double[] steps = Fixtures.numbers(testCase.get("steps"));
    double[] rates = Fixtures.numbers(testCase.get("rates"));
    for (int i = 0; i < steps.length; i++) {
      assertThat(schedule.rate((long) steps[i]))
          .as("step %s", steps[i])
          .isCloseTo(rates[i], within(2e-7));
    }
  }

  @Test
  void aWarmUpIsALineAndThenACosine() {
    LearningRateSchedule schedule = new LearningRateSchedule.CosineDecay(0, 100, 0.1, 1.0, 10);
    assertThat(schedule.rate(5)).isEqualTo(0.5);
    assertThat(schedule.rate(10)).isEqualTo(1);
    // Half way down: (1 - 0.1) * 0.5 + 0.1.
    assertThat(schedule.rate(60)).isCloseTo(0.55, within(1e-15));
    assertThat(schedule.rate(1_000_000)).isCloseTo(0.1, within(1e-15));
  }

  @Test
  void aPlainNumberIsASchedule() {
    Optimizer optimizer = Optimizer.FAMILY.create(SGD.class, Map.of("learning_rate", 0.25));
    assertThat(optimizer.learningRate()).isEqualTo(new LearningRateSchedule.Constant(0.25));
    assertThat(Optimizer.FAMILY.arguments(optimizer, false).toString())
        .isEqualTo("{\"learning_rate\":0.25}");
  }

  @Test
  void valuesMustBeOneMoreThanBoundaries() {
    assertThatThrownBy(
            () -> new LearningRateSchedule.PiecewiseConstantDecay(List.of(1.0), List.of(0.1)))
        .hasMessage(
            "'boundaries' has 1 entries and 'values' 1: expected one value more than boundaries.");
  }

  @Test
  void anUnknownScheduleGetsASuggestion() throws Exception {
    Problems problems = new Problems();
    Optimizer.FAMILY.read(
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree("{\"type\": \"adam\", \"learning_rate\": {\"type\": \"CosineDekay\"}}"),
        "/optimizer",
        problems);
    assertThat(problems.found())
        .extracting(p -> p.place() + ": " + p.message())
        .containsExactly(
            "/optimizer/learning_rate: Unknown learning rate schedule 'CosineDekay'. Did you mean 'CosineDecay'?");
  }
}
