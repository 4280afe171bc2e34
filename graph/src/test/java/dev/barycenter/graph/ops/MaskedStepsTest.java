package dev.barycenter.graph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Two sequences of three steps: of one the first and the last step count, of the other none. */
class MaskedStepsTest {
  private static final double[][] MASK = {{1, 0, 1}, {0, 0, 0}};
  private static final double[] STEPS = {10, 11, 20, 21, 30, 31};

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void movesTheStepsThatCountToTheFrontInTheOrderOfTheLoop(DataType type) {
    assertThat(made(type, false, (steps, x) -> steps.front(x, false)))
        .containsExactly(10, 0, 30, 0, 0, 0);
    assertThat(made(type, true, (steps, x) -> steps.front(x, false)))
        .containsExactly(30, 0, 10, 0, 0, 0);
    assertThat(made(type, true, (steps, x) -> steps.front(x, true)))
        .containsExactly(10, 0, 30, 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void repeatsWhatWasMadeOfTheLastStepThatCounts(DataType type) {
    assertThat(made(type, false, (steps, x) -> steps.spread(x, false)))
        .containsExactly(10, 0, 10, 0, 20, 0);
    assertThat(made(type, false, (steps, x) -> steps.spread(x, true)))
        .containsExactly(10, 0, 0, 0, 20, 0);
    assertThat(made(type, false, (steps, x) -> steps.last(x, false))).containsExactly(20, 0);
  }

  @Test
  void tellsWhichStepsRestAndWhichSequencesHaveOneThatCounts() {
    assertThat(made(DataType.FLOAT, false, (steps, x) -> steps.rest()))
        .containsExactly(0, 1, 0, 1, 1, 1);
    assertThat(made(DataType.FLOAT, false, (steps, x) -> steps.any())).containsExactly(1, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void gradientsGoBackToWhereEachStepCameFrom(DataType type) {
    assertThat(gradient(type, (steps, x) -> steps.front(x, false), 1, 2, 4, 8, 16, 32))
        .containsExactly(1, 0, 0, 0, 4, 0);
    assertThat(gradient(type, (steps, x) -> steps.spread(x, false), 1, 2, 4, 8, 16, 32))
        .containsExactly(1 + 4, 0, 16, 0, 0, 0);
    assertThat(gradient(type, (steps, x) -> steps.last(x, false), 1, 2))
        .containsExactly(0, 0, 1, 0, 0, 0);
  }

  private static double[] made(
      DataType type, boolean backwards, BiFunction<MaskedSteps, Value, Value> make) {
    return new Recorded(type, backwards, make).run(made -> List.of(made.output));
  }

  private static double[] gradient(
      DataType type, BiFunction<MaskedSteps, Value, Value> make, double... ofOutput) {
    Recorded recorded = new Recorded(type, false, make);
    Value start = recorded.bound(Nd4j.createFromArray(ofOutput), recorded.output.shape());
    return recorded.run(
        made -> made.trace.gradients(List.of(made.output), List.of(start), List.of(made.x)));
  }

  /** A trace of what is made of the sequences. */
  private static final class Recorded {
    final Trace trace;
    final Value x;
    final Value output;
    private final Map<Value, INDArray> arrays = new HashMap<>();

    Recorded(DataType type, boolean backwards, BiFunction<MaskedSteps, Value, Value> make) {
      trace = new Trace(type);
      x = bound(Nd4j.createFromArray(STEPS), 3, 2, 1);
      Value mask = bound(Nd4j.createFromArray(MASK), 2, 3);
      output = make.apply(trace.ops().recurrences().counted(mask, backwards), x);
    }

    Value bound(INDArray numbers, long... shape) {
      Value value = trace.placeholder(shape);
      arrays.put(value, numbers.castTo(trace.type()).reshape('c', shape));
      return value;
    }

    double[] run(Function<Recorded, List<Value>> results) {
      List<Value> wanted = results.apply(this);
      new Program(trace, arrays, List.of(wanted)).run(0);
      return wanted.get(0).array().dup('c').data().asDouble();
    }
  }
}
