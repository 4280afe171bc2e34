package dev.barycenter.jobs.data;

import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Turns the rows of a table into packed examples.
 *
 * @param layout the columns of an example
 * @param features the table's columns for each of them, in the same order
 * @param labels of the targets that are classes, by their names
 * @param badRows what happens to rows with missing or unreadable values
 */
public record Packing(
    ExampleLayout layout,
    List<FeatureSpec> features,
    Map<String, Labels> labels,
    DataSpec.BadRows badRows)
    implements Serializable {

  /** Checks that there is a feature for every column. */
  public Packing {
    features = List.copyOf(features);
    labels = Map.copyOf(labels);
    if (features.size() != layout.columns().size()) {
      throw new IllegalArgumentException(
          "%d features for %d columns.".formatted(features.size(), layout.columns().size()));
    }
  }

  /**
   * Packs the rows of a table.
   *
   * @param skipped counts the rows that are left out
   * @throws DataException at once if the table lacks a column; in the tasks for a bad row
   */
  public JavaRDD<byte[]> pack(Dataset<Row> table, SkippedRows skipped) {
    require(table);
    Packing packing = this;
    return table
        .javaRDD()
        .mapPartitionsWithIndex(
            (partition, rows) -> new GoodRows(packing, partition, rows, skipped), true)
        .map(row -> packing.layout().pack(row.values()));
  }

  /** Demands that a table has the columns of all features. */
  public void require(Dataset<Row> table) {
    for (int i = 0; i < features.size(); i++) {
      Column column = layout.columns().get(i);
      String section =
          switch (column.role()) {
            case INPUT -> "inputs";
            case TARGET -> "targets";
            case WEIGHT -> "weights";
          };
      features
          .get(i)
          .columns()
          .forEach(
              name -> Tables.require(table, name, "data.%s.%s".formatted(section, column.name())));
    }
  }

  /**
   * Returns the packed example of a row.
   *
   * @throws DataException if a value is missing or unreadable; the message shows the row
   */
  byte[] pack(Row row) {
    return layout.pack(values(row));
  }

  /**
   * Returns the numbers of each column of the layout in a row.
   *
   * @throws DataException if a value is missing or unreadable; the message shows the row
   */
  List<float[]> values(Row row) {
    try {
      return read(row);
    } catch (DataException e) {
      throw new DataException(
          message(String.valueOf(e.getMessage()), "", ShownRow.text(row), 1, 1));
    }
  }

  /** Returns what is wrong with a row; empty if it can be packed. */
  String problem(Row row) {
    try {
      read(row);
      return "";
    } catch (DataException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Returns the message for a bad row.
   *
   * @param place the file and the number of the row; empty if they are not known
   * @param shown the cells of the row
   * @param bad how many bad rows there are
   * @param rows how many rows there are
   */
  static String message(String problem, String place, String shown, long bad, long rows) {
    return "%s%s%n  row: %s%s%n  fix: clean the row, add a stage to data.preprocess, or set data.bad_rows: skip."
        .formatted(
            problem,
            place.isEmpty() ? "" : "%n  in: %s".formatted(place),
            shown,
            bad < 2 ? "" : "%n  bad rows: %,d of %,d".formatted(bad, rows));
  }

  private List<float[]> read(Row row) {
    requireRead(row);
    List<float[]> values = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      Column column = layout.columns().get(i);
      float[] numbers = values(row, features.get(i), column);
      Labels classes = column.role() == Column.Role.TARGET ? labels.get(column.name()) : null;
      if (classes != null) {
        classes.require(column.name(), numbers);
      }
      values.add(numbers);
    }
    return values;
  }

  /** Of a row that it cannot read, Spark keeps the text. */
  private static void requireRead(Row row) {
    scala.Option<Object> at = row.schema().getFieldIndex(Sources.UNREAD);
    if (at.isDefined() && row.get((int) at.get()) != null) {
      throw new DataException(
          "The row cannot be read as the others are: '%s'."
              .formatted(ShownRow.cell(row.get((int) at.get()))));
    }
  }

  private static float[] values(Row row, FeatureSpec feature, Column column) {
    if (feature.picture() != null) {
      return picture(row, feature.columns().get(0), feature.picture(), column);
    }
    Numbers numbers = new Numbers(column.stride());
    feature.columns().forEach(name -> numbers.add(name, row.getAs(name)));
    if (feature.oneHot() != null) {
      return oneHot(numbers.first(), feature.oneHot(), feature.columns().get(0));
    }
    float[] values = numbers.values();
    boolean fits =
        column.variable() ? values.length % column.stride() == 0 : values.length == column.stride();
    if (!fits) {
      throw new DataException(
          "'%s' takes %s numbers, but its columns hold %d."
              .formatted(column.name(), column.stride(), values.length));
    }
    return values;
  }

  private static float[] picture(Row row, String name, PictureSpec how, Column column) {
    if (row.getAs(name) instanceof byte[] file) {
      List<Integer> shape = column.shape();
      return Picture.decode(file, shape.get(2)).resized(shape.get(0), shape.get(1), how.resize());
    }
    throw new DataException("Column '%s' holds no picture.".formatted(name));
  }

  private static float[] oneHot(float label, int classes, String name) {
    if (label != Math.rint(label) || label < 0 || label >= classes) {
      throw new DataException(
          "Column '%s' holds %s: expected a class from 0 to %d."
              .formatted(name, label, classes - 1));
    }
    float[] values = new float[classes];
    values[(int) label] = 1;
    return values;
  }
}
