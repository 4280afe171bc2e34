package dev.barycenter.jobs.data;

import java.sql.Timestamp;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/**
 * How far rows were read: the greatest value of a column that grows with time, such as a time, a
 * date, or the number of a batch.
 *
 * @param column its name
 * @param type its type in Spark's words, such as {@code date} or {@code int}
 * @param value as text: what Spark casts back to the type; of timestamps the instant in UTC
 */
public record Watermark(String column, String type, String value) {

  /** Returns a watermark at the value that a cell of a row holds. */
  static Watermark at(String column, DataType type, Row row, int cell) {
    Object value = row.get(cell);
    String text =
        value instanceof Timestamp time ? time.toInstant().toString() : String.valueOf(value);
    return new Watermark(column, type.catalogString(), text);
  }

  /** Returns a condition on rows: newer than this. */
  Column isBefore() {
    return functions.col("`" + column + "`").gt(functions.lit(value).cast(type));
  }

  @Override
  public String toString() {
    return "%s %s".formatted(column, value);
  }
}
