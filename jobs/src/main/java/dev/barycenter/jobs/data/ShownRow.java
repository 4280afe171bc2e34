package dev.barycenter.jobs.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows as messages show them. */
final class ShownRow {
  private static final int LONGEST = 200;

  private ShownRow() {}

  /** Returns the cells, with commas between them; long ones are cut. */
  static String text(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String name = row.schema() == null ? "" : row.schema().fieldNames()[i];
      if (!name.equals(Sources.FILE) && !name.equals(Sources.UNREAD)) {
        cells.add(cell(row.get(i)));
      }
    }
    return String.join(",", cells);
  }

  /** Returns a cell, cut if it is long. */
  static String cell(@Nullable Object cell) {
    if (cell instanceof byte[] bytes) {
      return "(%,d bytes)".formatted(bytes.length);
    }
    String text = String.valueOf(cell);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
