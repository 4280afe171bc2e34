package dev.barycenter.jobs.predict;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * The numbers of an output as they are, in a column {@code NAME_prediction}: a number, or a list
 * where the output has several.
 *
 * @param column the column
 * @param isNumber whether the output is a single number
 */
record PlainCells(String column, boolean isNumber) implements OutputCells {

  /** Returns the cells of an output of a model. */
  static PlainCells of(Model model, Model.Output output) {
    Shape shape = model.shape(output.tensor());
    return new PlainCells(output.name() + "_prediction", shape.isKnown() && shape.size() == 1);
  }

  @Override
  public List<StructField> fields() {
    return List.of(
        new StructField(
            column,
            isNumber ? DataTypes.FloatType : DataTypes.createArrayType(DataTypes.FloatType, false),
            false,
            Metadata.empty()));
  }

  @Override
  public List<Object> cells(float[] numbers) {
    if (isNumber) {
      return List.of(numbers[0]);
    }
    Float[] list = new Float[numbers.length];
    for (int i = 0; i < list.length; i++) {
      list[i] = numbers[i];
    }
    return List.of((Object) list);
  }
}
