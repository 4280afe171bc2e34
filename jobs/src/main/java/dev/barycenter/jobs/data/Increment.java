package dev.barycenter.jobs.data;

import dev.barycenter.jobs.data.DataSpec.BadRows;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The rows that came since a watermark, and some of the older ones.
 *
 * @param rows all of them
 * @param upto the greatest watermark of all rows, new or old
 * @param fresh the number of new rows
 * @param replayed the number of older rows
 * @param hash of the contents of all these rows, whatever their order: the sum of their xxHash64
 */
public record Increment(Dataset<Row> rows, Watermark upto, long fresh, long replayed, String hash) {

  /**
   * Chooses rows.
   *
   * @param column the watermark
   * @param after rows with more are new; null if all are
   * @param replay the share of the older rows that is chosen too; which of them is decided by a
   *     hash of their contents, the seed and the greatest watermark, so that it is the same on any
   *     cluster, and others the next time
   * @param badRows what happens to rows without a watermark
   * @throws DataException if the column is not there or cannot be a watermark, or by {@code
   *     badRows}
   */
  public static Increment of(
      Dataset<Row> all,
      String column,
      @Nullable Watermark after,
      double replay,
      long seed,
      BadRows badRows) {
    Tables.require(all, column, "retrain.watermark");
    DataType type = all.schema().apply(column).dataType();
    check(column, type, after);
    Column mark = functions.col("`" + column + "`");
    Row greatest = all.agg(functions.max(mark), functions.count_if(mark.isNull())).first();
    if (greatest.get(0) instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw new DataException(
          "The column '%s' of retrain.watermark holds %s: expected finite numbers."
              .formatted(column, number));
    }
    if (greatest.isNullAt(0)) {
      throw new DataException(
          "No training row has anything in the column '%s' of retrain.watermark."
              .formatted(column));
    }
    if (badRows == BadRows.FAIL && greatest.getLong(1) > 0) {
      throw new DataException(
          "%,d training rows have nothing in the column '%s' of retrain.watermark. Clean them, or set data.bad_rows: skip."
              .formatted(greatest.getLong(1), column));
    }
    Watermark upto = Watermark.at(column, type, greatest, 0);
    Column isNew = after == null ? mark.isNotNull() : after.isBefore();
    Column again = Tables.drawn(all, replay, seed, upto.value());
    Dataset<Row> rows = all.where(mark.isNotNull()).where(isNew.or(again));
    Row counts =
        rows.agg(
                functions.count_if(isNew),
                functions.count_if(functions.not(isNew)),
                functions.sum(Tables.hash(rows, List.of()).cast("decimal(38)")))
            .first();
    return new Increment(
        rows, upto, counts.getLong(0), counts.getLong(1), String.valueOf(counts.get(2)));
  }

  private static void check(String column, DataType type, @Nullable Watermark after) {
    boolean ordered = type instanceof NumericType || isTime(type) || type instanceof StringType;
    if (!ordered) {
      throw new DataException(
          "retrain.watermark: the column '%s' is of type %s: expected a time, a date, a number, or text that sorts by time."
              .formatted(column, type.catalogString()));
    }
    if (after != null && !type.catalogString().equals(after.type())) {
      DataType then = DataType.fromDDL(after.type());
      boolean comparable =
          (type instanceof NumericType && then instanceof NumericType)
              || (isTime(type) && isTime(then));
      if (!comparable) {
        throw new DataException(
            "retrain.watermark: the column '%s' is of type %s and was of type %s: rows cannot be compared with %s, up to which they were read."
                .formatted(column, type.catalogString(), after.type(), after.value()));
      }
    }
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }
}
