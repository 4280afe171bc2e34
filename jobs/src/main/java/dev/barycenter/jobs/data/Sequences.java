package dev.barycenter.jobs.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MapType;

/**
 * Gathers rows that are steps into rows that are sequences.
 *
 * <p>Columns that are not steps keep their value where all rows of a sequence agree on it, and hold
 * nothing where they do not. Steps of the same time are ordered by their values.
 */
final class Sequences {
  private static final String STEP = "barycenter_step";

  private Sequences() {}

  /**
   * Returns the sequences of a table of steps.
   *
   * @throws DataException if a column is missing
   */
  static Dataset<Row> gather(SequenceSpec spec, Dataset<Row> rows) {
    List<String> named = new ArrayList<>(spec.id());
    named.add(spec.time());
    spec.steps().values().forEach(named::addAll);
    named.forEach(column -> Tables.require(rows, column, "data.train.sequence"));
    List<Column> made = new ArrayList<>();
    spec.steps().forEach((name, columns) -> made.add(steps(spec.time(), columns).as(name)));
    Set<String> gone = new HashSet<>(named);
    for (String column : rows.columns()) {
      boolean comparable = !(rows.schema().apply(column).dataType() instanceof MapType);
      if (!gone.contains(column) && !spec.steps().containsKey(column) && comparable) {
        made.add(agreed(column).as(column));
      }
    }
    Column[] keys = spec.id().stream().map(Sequences::column).toArray(Column[]::new);
    return rows.groupBy(keys).agg(made.get(0), made.subList(1, made.size()).toArray(Column[]::new));
  }

  private static Column steps(String time, List<String> columns) {
    Column values = functions.array(columns.stream().map(Sequences::column).toArray(Column[]::new));
    Column step = functions.struct(column(time).as("time"), values.as(STEP));
    return functions.sort_array(functions.collect_list(step)).getField(STEP);
  }

  private static Column agreed(String column) {
    Column least = functions.min(column(column));
    return functions.when(least.equalTo(functions.max(column(column))), least);
  }

  private static Column column(String name) {
    return functions.col("`" + name + "`");
  }
}
