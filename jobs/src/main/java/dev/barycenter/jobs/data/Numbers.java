package dev.barycenter.jobs.data;

import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** The numbers that the cells of a row hold, one after the other. */
final class Numbers {
  private float[] values;
  private int count;

  /** Creates an empty list with room for so many numbers. */
  Numbers(int expected) {
    values = new float[Math.max(1, expected)];
  }

  /**
   * Appends the numbers of a cell: a number, a truth value, the text of a number, a vector, or a
   * list of such.
   *
   * @throws DataException if it holds anything else, or a number that is not finite
   */
  void add(String column, @Nullable Object cell) {
    if (cell instanceof Number number) {
      add(column, number.floatValue());
    } else if (cell instanceof Boolean flag) {
      add(column, flag ? 1f : 0f);
    } else if (cell instanceof Vector vector) {
      for (double number : vector.toArray()) {
        add(column, (float) number);
      }
    } else if (cell instanceof scala.collection.Seq<?> list) {
      list.foreach(
          element -> {
            add(column, element);
            return null;
          });
    } else {
      add(column, parsed(column, cell));
    }
  }

  /** One row with a word in it makes a column of CSV one of text. */
  private static float parsed(String column, @Nullable Object cell) {
    try {
      if (cell instanceof String text) {
        return Float.parseFloat(text.strip());
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new DataException(
        "Column '%s' holds %s: expected a number."
            .formatted(column, cell == null ? "nothing" : "'" + cell + "'"));
  }

  private void add(String column, float number) {
    if (!Float.isFinite(number)) {
      throw new DataException(
          "Column '%s' holds %s: expected a finite number.".formatted(column, number));
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = number;
  }

  /** Returns the first number, or -1 if there is none. */
  float first() {
    return count == 0 ? -1 : values[0];
  }

  /** Returns all numbers. */
  float[] values() {
    return count == values.length ? values : Arrays.copyOf(values, count);
  }
}
