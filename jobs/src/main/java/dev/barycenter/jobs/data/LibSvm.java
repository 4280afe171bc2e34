package dev.barycenter.jobs.data;

import java.util.Map;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Lines of LIBSVM, {@code label index:value index:value …} with ascending indices from 1, as the
 * columns {@code label} and {@code features}.
 *
 * <p>Spark's own reader ends a job at a line that it cannot read, without naming it; this one keeps
 * the text of such lines, as Spark's other readers do.
 */
final class LibSvm {
  private static final StructType PARSED =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType())
          .add(Sources.UNREAD, DataTypes.StringType);

  private LibSvm() {}

  /**
   * Returns the rows of a table of lines.
   *
   * @param options {@code numFeatures}, the length of the vectors; else the largest index
   */
  static Dataset<Row> read(Dataset<Row> lines, Map<String, String> options) {
    Dataset<Row> filled = lines.where("trim(value) != '' and trim(value) not like '#%'");
    Column line = filled.col("value");
    String given = options.get("numFeatures");
    int width = given != null ? Integer.parseInt(given) : width(filled, line);
    UDF1<String, Row> parse = text -> parse(text, width);
    Column parsed = functions.udf(parse, PARSED).apply(line);
    Dataset<Row> rows = filled.withColumn("value", parsed);
    return rows.withColumn("label", functions.col("value.label"))
        .withColumn(
            "features",
            functions
                .col("value.features")
                .as("features", new AttributeGroup("features", width).toMetadata()))
        .withColumn(Sources.UNREAD, functions.col("value." + Sources.UNREAD))
        .drop("value");
  }

  private static int width(Dataset<Row> lines, Column line) {
    UDF1<String, Integer> last = text -> lastIndex(text);
    Row most =
        lines.select(functions.max(functions.udf(last, DataTypes.IntegerType).apply(line))).first();
    return most.isNullAt(0) ? 0 : most.getInt(0);
  }

  private static int lastIndex(String text) {
    Row parsed = parse(text, Integer.MAX_VALUE);
    if (!parsed.isNullAt(2)) {
      return 0;
    }
    String[] items = text.strip().split("\\s+", -1);
    String last = items[items.length - 1];
    return items.length < 2 ? 0 : Integer.parseInt(last.substring(0, last.indexOf(':')));
  }

  private static Row parse(String text, int width) {
    String[] items = text.strip().split("\\s+", -1);
    int[] indices = new int[items.length - 1];
    double[] values = new double[items.length - 1];
    try {
      for (int i = 0; i < indices.length; i++) {
        String[] pair = items[i + 1].split(":", 2);
        indices[i] = Integer.parseInt(pair[0]) - 1;
        values[i] = Double.parseDouble(pair[1]);
        if (indices[i] < (i == 0 ? 0 : indices[i - 1] + 1) || indices[i] >= width) {
          return row(null, null, text);
        }
      }
      return row(Double.valueOf(items[0]), Vectors.sparse(width, indices, values), null);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return row(null, null, text);
    }
  }

  private static Row row(
      @Nullable Double label, @Nullable Object features, @Nullable String unread) {
    return RowFactory.create(label, features, unread);
  }
}
