package dev.barycenter.jobs.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;

/**
 * Gathers rows that are steps into rows that are sequences.
 *
 * <p>Columns that are not steps keep their value where all rows of a sequence agree on it, and hold
 * nothing where they do not. Steps of the same time are ordered by their values. A row without id
 * or time, or with a time that is neither a number nor a date, spoils its sequence.
 */
final class Sequences {
  private static final String STEP = "barycenter_step";

  private Sequences() {}

  /**
   * Returns the sequences of a table of steps.
   *
   * @throws DataException if a column is missing
   */
  static Dataset<Row> gather(SequenceSpec spec, Dataset<Row> table) {
    List<String> named = new ArrayList<>(spec.id());
    named.add(spec.time());
    spec.steps().values().forEach(named::addAll);
    named.forEach(column -> Tables.require(table, column, "data.train.sequence"));
    Dataset<Row> rows = spoiled(spec, table);
    Column time = time(spec, rows);
    List<Column> made = new ArrayList<>();
    spec.steps().forEach((name, columns) -> made.add(steps(time, columns).as(name)));
    made.add(functions.max(column(Sources.UNREAD)).as(Sources.UNREAD));
    Set<String> gone = new HashSet<>(named);
    gone.add(Sources.UNREAD);
    for (String column : rows.columns()) {
      boolean comparable = !(rows.schema().apply(column).dataType() instanceof MapType);
      if (!gone.contains(column) && !spec.steps().containsKey(column) && comparable) {
        made.add(agreed(column).as(column));
      }
    }
    Column[] keys = spec.id().stream().map(Sequences::column).toArray(Column[]::new);
    return rows.groupBy(keys).agg(made.get(0), made.subList(1, made.size()).toArray(Column[]::new));
  }

  /** Tells rows that have no place in a sequence from the others by {@link Sources#UNREAD}. */
  private static Dataset<Row> spoiled(SequenceSpec spec, Dataset<Row> rows) {
    Column placed = time(spec, rows).isNotNull();
    for (String id : spec.id()) {
      placed = placed.and(column(id).isNotNull());
    }
    Column problem =
        functions.when(functions.not(placed), functions.lit("a step without id or time"));
    boolean told = Arrays.asList(rows.columns()).contains(Sources.UNREAD);
    return rows.withColumn(
        Sources.UNREAD, told ? functions.coalesce(column(Sources.UNREAD), problem) : problem);
  }

  /** Returns what steps are ordered by; a word among the times makes the others text as well. */
  private static Column time(SequenceSpec spec, Dataset<Row> rows) {
    Column time = column(spec.time());
    if (!rows.schema().apply(spec.time()).dataType().equals(DataTypes.StringType)) {
      return time;
    }
    Column number = read(spec.time(), "double");
    Column date = read(spec.time(), "timestamp");
    return functions.when(
        number.isNotNull().or(date.isNotNull()), functions.struct(number.as("n"), date.as("d")));
  }

  /** Returns text as a type, nothing where it is none. */
  private static Column read(String column, String type) {
    return functions.expr("try_cast(`%s` as %s)".formatted(column, type));
  }

  private static Column steps(Column time, List<String> columns) {
    Column values = functions.array(columns.stream().map(Sequences::column).toArray(Column[]::new));
    Column step = functions.struct(time.as("time"), values.as(STEP));
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
