package dev.barycenter.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A table of arrays with as many rows each: a column of numbers for an array with one axis, of
 * lists for one with more.
 */
final class ArrayTable {
  private static final int ROWS_OF_A_TASK = 4096;

  private ArrayTable() {}

  /** Rows of a table, for one task. */
  private record Range(int from, int to) implements java.io.Serializable {}

  /**
   * Returns the table of a source.
   *
   * @param options the file of each column, below the path; none where the path is the only file
   * @throws DataException if the arrays do not fit together
   */
  static Dataset<Row> read(
      SparkSession spark, String format, Path path, Map<String, String> options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Map<String, ArrayFile> files = new LinkedHashMap<>();
    if (format.equals("npz")) {
      for (String entry : ArrayFile.entries(path.toString(), hadoop)) {
        files.put(
            entry.replaceFirst("\\.npy$", ""), ArrayFile.open(path.toString(), entry, hadoop));
      }
    } else if (options.isEmpty()) {
      files.put("values", ArrayFile.open(path.toString(), "", hadoop));
    } else {
      new TreeMap<>(options)
          .forEach(
              (column, file) ->
                  files.put(column, ArrayFile.open(new Path(path, file).toString(), "", hadoop)));
    }
    requireRows(files, path);
    return table(spark, files);
  }

  private static void requireRows(Map<String, ArrayFile> files, Path path) {
    if (files.values().stream().mapToInt(ArrayFile::rows).distinct().count() != 1) {
      Map<String, Integer> rows = new TreeMap<>();
      files.forEach((name, file) -> rows.put(name, file.rows()));
      throw new DataException(
          "The arrays of '%s' have different numbers of rows: %s. Expected one row of each for an example."
              .formatted(path, rows));
    }
  }

  private static Dataset<Row> table(SparkSession spark, Map<String, ArrayFile> files) {
    StructType schema = new StructType();
    for (Map.Entry<String, ArrayFile> file : files.entrySet()) {
      schema =
          schema.add(
              file.getKey(),
              file.getValue().shape().size() < 2
                  ? DataTypes.FloatType
                  : DataTypes.createArrayType(DataTypes.FloatType, false),
              false);
    }
    List<ArrayFile> arrays = List.copyOf(files.values());
    List<Range> ranges = new ArrayList<>();
    int rows = arrays.get(0).rows();
    for (int from = 0; from < rows; from += ROWS_OF_A_TASK) {
      ranges.add(new Range(from, Math.min(rows, from + ROWS_OF_A_TASK)));
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    JavaRDD<Row> read =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(ranges, Math.max(1, ranges.size()))
            .flatMap(range -> rows(arrays, range, hadoop.value()).iterator());
    return spark.createDataFrame(read, schema);
  }

  private static List<Row> rows(List<ArrayFile> arrays, Range range, Configuration hadoop) {
    List<Object[]> cells = new ArrayList<>();
    for (int i = range.from(); i < range.to(); i++) {
      cells.add(new Object[arrays.size()]);
    }
    for (int column = 0; column < arrays.size(); column++) {
      ArrayFile array = arrays.get(column);
      try (InputStream in = array.at(range.from(), hadoop)) {
        for (Object[] row : cells) {
          Float[] numbers = array.next(in);
          row[column] = array.shape().size() < 2 ? numbers[0] : numbers;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("'%s': %s".formatted(array.path(), e.getMessage()), e);
      }
    }
    return cells.stream().map(RowFactory::create).toList();
  }
}
