package dev.barycenter.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.BinaryCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalCrossentropy;
import dev.barycenter.graph.training.loss.ErrorLoss;
import dev.barycenter.graph.training.loss.Loss;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class EvaluatorCellsTest {
  private static EvaluatorCells cells(Shape shape, Class<? extends Loss> loss, boolean logits) {
    Loss made =
        Loss.FAMILY.create(
            loss,
            loss == ErrorLoss.MeanSquaredError.class ? Map.of() : Map.of("from_logits", logits));
    return EvaluatorCells.of(shape, made, "prediction", "probability", "raw");
  }

  private static List<String> names(EvaluatorCells cells) {
    return cells.fields().stream().map(StructField::name).toList();
  }

  @Test
  void aClassIsTheMostProbableOne() {
    EvaluatorCells cells = cells(Shape.of(3), CategoricalCrossentropy.class, false);
    assertThat(names(cells)).containsExactly("raw", "probability", "prediction");
    assertThat(cells.cells(new float[] {0.25f, 0.5f, 0.25f}))
        .containsExactly(Vectors.dense(0.25, 0.5, 0.25), Vectors.dense(0.25, 0.5, 0.25), 1.0);
  }

  @Test
  void logitsOfClassesBecomeProbabilities() {
    EvaluatorCells cells = cells(Shape.of(2), CategoricalCrossentropy.class, true);
    List<Object> made = cells.cells(new float[] {1000, 1000});
    assertThat(made).containsExactly(Vectors.dense(1000, 1000), Vectors.dense(0.5, 0.5), 0.0);
  }

  @Test
  void oneUnitIsNoAndYes() {
    EvaluatorCells cells = cells(Shape.of(1), BinaryCrossentropy.class, false);
    assertThat(cells.cells(new float[] {0.75f}))
        .containsExactly(Vectors.dense(0.25, 0.75), Vectors.dense(0.25, 0.75), 1.0);
    assertThat(cells.cells(new float[] {0.5f})).last().isEqualTo(0.0);
    List<Object> logit = cells(Shape.of(1), BinaryCrossentropy.class, true).cells(new float[] {2});
    assertThat(logit.get(0)).isEqualTo(Vectors.dense(-2, 2));
    assertThat(((Vector) logit.get(1)).apply(1)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
  }

  @Test
  void whatIsNotAClassIsANumberOrAVector() {
    EvaluatorCells one = cells(Shape.of(1), ErrorLoss.MeanSquaredError.class, false);
    assertThat(names(one)).containsExactly("prediction");
    assertThat(one.cells(new float[] {1.5f})).containsExactly(1.5);
    EvaluatorCells several = cells(Shape.of(2, 2), CategoricalCrossentropy.class, false);
    assertThat(several.cells(new float[] {1, 2, 3, 4})).containsExactly(Vectors.dense(1, 2, 3, 4));
    EvaluatorCells unknown = EvaluatorCells.of(Shape.of(3), null, "p", "", "");
    assertThat(names(unknown)).containsExactly("p");
  }

  @Test
  void aColumnWithoutANameIsLeftOut() {
    EvaluatorCells cells =
        EvaluatorCells.of(
            Shape.of(1), Loss.FAMILY.create(BinaryCrossentropy.class, Map.of()), "p", "", "");
    assertThat(names(cells)).containsExactly("p");
    assertThat(cells.cells(new float[] {1})).containsExactly(1.0);
  }
}
