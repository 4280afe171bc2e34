package dev.barycenter.jobs.ml;

import dev.barycenter.graph.config.Problems;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.FeatureSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Checks columns before any row is read. */
final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * Demands the columns of features.
   *
   * @throws DataException if one is not there, or cannot hold numbers
   */
  static void check(StructType schema, Map<String, FeatureSpec> features) {
    features.forEach(
        (name, feature) -> feature.columns().forEach(c -> check(schema, name, feature, c)));
  }

  private static void check(StructType schema, String name, FeatureSpec feature, String column) {
    List<String> known = Arrays.asList(schema.fieldNames());
    if (!known.contains(column)) {
      throw new DataException(
          "'%s' is to be read from the column '%s', which the table does not have. %s"
              .formatted(name, column, Problems.suggestion(column, known)));
    }
    DataType type = schema.apply(column).dataType();
    boolean fits = feature.picture() == null ? isNumbers(type) : type.equals(DataTypes.BinaryType);
    if (!fits) {
      throw new DataException(
          "'%s' is to be read from the column '%s' of type %s: expected %s."
              .formatted(
                  name,
                  column,
                  type.simpleString(),
                  feature.picture() == null
                      ? "numbers, a vector or an array; put a StringIndexer or OneHotEncoder before"
                      : "encoded pictures, binary"));
    }
  }

  private static boolean isNumbers(DataType type) {
    return type instanceof NumericType
        || type.equals(DataTypes.BooleanType)
        || type.equals(SQLDataTypes.VectorType())
        || (type instanceof ArrayType array && isNumbers(array.elementType()));
  }
}
