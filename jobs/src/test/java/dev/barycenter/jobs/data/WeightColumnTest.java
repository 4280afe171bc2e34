package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchColumn;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The column under data.weights becomes the weights of the examples. */
class WeightColumnTest {
  private static final RunSpec SPEC =
      RunSpec.read(
          "spec.yaml",
          """
          model:
            input: [2]
            layers:
              - {type: Dense, name: size, units: 1}
          training:
            loss: mse
          data:
            train: {format: parquet, path: rows}
            inputs: {input: [a, b]}
            targets: {size: cm}
            weights: {size: w}
          """);
  private static final StructType SCHEMA =
      new StructType()
          .add("w", DataTypes.DoubleType)
          .add("a", DataTypes.DoubleType)
          .add("b", DataTypes.DoubleType)
          .add("cm", DataTypes.DoubleType);

  private static Row row(Object... values) {
    return new GenericRowWithSchema(values, SCHEMA);
  }

  @Test
  void eachExampleCarriesItsWeight() {
    Packing packing = SPEC.packing();
    List<byte[]> packed =
        List.of(packing.pack(row(0.5, 1.0, 2.0, 3.0)), packing.pack(row(4.0, 5.0, 6.0, 7.0)));
    Minibatch batch = new Minibatch(packing.layout(), 2);
    batch.read(MemoryShard.of(packing.layout(), packed.iterator()), 0, 2);
    MinibatchColumn weights = batch.columns(Column.Role.WEIGHT).get(0);
    assertThat(weights.column().name()).isEqualTo("size");
    assertThat(weights.shape()).containsExactly(2);
    assertThat(weights.values().get(0)).isEqualTo(0.5f);
    assertThat(weights.values().get(1)).isEqualTo(4);
  }

  @Test
  void aRowWithoutAWeightIsBad() {
    Packing packing = SPEC.packing();
    assertThatThrownBy(() -> packing.pack(row(null, 1.0, 2.0, 3.0)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Column 'w' holds nothing: expected a number.");
  }
}
