package dev.barycenter.jobs.predict;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** How what an output predicts stands in a table: in one column, or in several. */
public interface OutputCells extends Serializable {

  /** Returns the columns. */
  List<StructField> fields();

  /**
   * Returns a cell for each column.
   *
   * @param numbers what the output predicts for one example, in C order
   */
  List<Object> cells(float[] numbers);
}
