package dev.barycenter.jobs.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class PlainCellsTest {
  private static final Model MODEL =
      SpecFile.parse(
              "m",
              """
              model:
                inputs: {x: [4]}
                layers:
                  one: {type: Dense, units: 1, inputs: x}
                  two: {type: Dense, units: 2, inputs: x}
                outputs: [one, two]
              """)
          .model();

  @Test
  void aNumberIsANumber() {
    PlainCells cells = PlainCells.of(MODEL, MODEL.outputs().get(0));
    assertThat(cells.fields())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.name()).isEqualTo("one_prediction");
              assertThat(f.dataType()).isEqualTo(DataTypes.FloatType);
            });
    assertThat(cells.cells(new float[] {0.5f})).containsExactly(0.5f);
  }

  @Test
  void severalNumbersAreAListInOneCell() {
    PlainCells cells = PlainCells.of(MODEL, MODEL.outputs().get(1));
    assertThat(cells.fields())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.name()).isEqualTo("two_prediction");
              assertThat(f.dataType()).isInstanceOf(ArrayType.class);
            });
    List<Object> made = cells.cells(new float[] {0.5f, 2});
    assertThat(made).singleElement().isEqualTo(new Float[] {0.5f, 2f});
  }
}
