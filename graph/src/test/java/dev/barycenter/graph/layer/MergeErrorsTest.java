package dev.barycenter.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeErrorsTest {
  private static Layer of(Class<? extends Layer> type, Map<String, ?> arguments) {
    return Layer.FAMILY.create(type, arguments);
  }

  @Test
  void mergesNameTheShapesThatDoNotFit() {
    assertThatThrownBy(() -> new Add().outputShape(List.of(Shape.of(4, 3), Shape.of(4, 2))))
        .hasMessage(
            "Add takes inputs of equal shapes, or with axes of length 1 that stretch, but is given"
                + " (4, 3) and (4, 2). Reshape or project one of them first.");
    assertThatThrownBy(
            () -> new Concatenate(-1).outputShape(List.of(Shape.of(4, 3), Shape.of(5, 3))))
        .hasMessage(
            "Concatenate takes inputs that differ only along axis -1, but is given"
                + " [(4, 3), (5, 3)]. Reshape or pool them to fit.");
    assertThatThrownBy(() -> new Subtract().outputShape(List.of(Shape.of(4))))
        .hasMessage("Subtract takes two inputs, but is given 1: [(4,)].");
    assertThatThrownBy(
            () -> of(Dot.class, Map.of("axes", 1)).outputShape(List.of(Shape.of(4), Shape.of(5))))
        .hasMessage(
            "Dot takes inputs of equal lengths along its axes, but is given (4,) and (5,) with"
                + " 'axes' 1, which have 4 and 5.");
  }

  @Test
  void unknownLengthsPassThroughMerges() {
    Shape sequence = Shape.of(Shape.UNKNOWN, 3);
    assertThat(new Add().outputShape(List.of(sequence, Shape.of(7, 3)))).isEqualTo(Shape.of(7, 3));
    assertThat(new Add().outputShape(List.of(sequence, Shape.of(1, 3)))).isEqualTo(sequence);
    assertThat(new Concatenate(1).outputShape(List.of(sequence, Shape.of(2, 3))))
        .isEqualTo(sequence);
    assertThat(new Concatenate(2).outputShape(List.of(sequence, Shape.of(5, 2))))
        .isEqualTo(Shape.of(5, 5));
  }

  @Test
  void shapesNameWhatDoesNotFit() {
    assertThatThrownBy(
            () ->
                of(Reshape.class, Map.of("target_shape", List.of(5, -1)))
                    .outputShape(List.of(Shape.of(4, 3))))
        .hasMessage(
            "Reshape cannot make [5, -1] of an input of shape (4, 3) with 12 numbers."
                + " Choose lengths whose product is that.");
    assertThatThrownBy(() -> of(Permute.class, Map.of("dims", List.of(1, 3))))
        .hasMessage("'dims' is [1, 3]: expected each number from 1 to 2 once.");
    assertThatThrownBy(
            () ->
                of(BatchNormalization.class, Map.of("axis", 3))
                    .outputShape(List.of(Shape.of(4, 3))))
        .hasMessage(
            "BatchNormalization cannot work along axis 3 of inputs of shape (None, 4, 3)."
                + " Choose one from 1 to 2, or -1 for the last.");
    assertThatThrownBy(
            () ->
                of(GroupNormalization.class, Map.of("groups", 2))
                    .outputShape(List.of(Shape.of(4, 3))))
        .hasMessage(
            "'groups' is 2, which does not divide the 3 channels of an input of shape (4, 3).");
    assertThatThrownBy(() -> of(Dropout.class, Map.of("rate", 1.0)))
        .hasMessage("'rate' must be at least 0 and below 1, but was 1.0.");
    assertThatThrownBy(() -> of(Normalization.class, Map.of("mean", 1.0)))
        .hasMessage("'mean' is 1.0 and 'variance' is null: give both, or none of them.");
  }
}
