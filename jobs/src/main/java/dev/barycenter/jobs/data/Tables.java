package dev.barycenter.jobs.data;

import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;

/** Reads sources as tables and divides them. */
public final class Tables {
  private static final int GRAIN = 1_000_000;

  private final Sources sources;

  /**
   * Creates a reader.
   *
   * @param base the folder at which relative paths start
   */
  public Tables(SparkSession spark, Path base) {
    sources = new Sources(spark, base);
  }

  /** Returns whether a column only tells of rows that could not be read. */
  public static boolean isOfReader(String column) {
    return column.equals(Sources.UNREAD);
  }

  /** Returns the columns of a table with their types, as Spark declares them. */
  public static String declared(Dataset<Row> rows) {
    return rows.drop(Sources.UNREAD).schema().toDDL();
  }

  /** The rows of a run, divided. */
  public record Split(Dataset<Row> train, Dataset<Row> validation, Dataset<Row> test) {}

  /** Returns the table of a source. */
  public Dataset<Row> read(SourceSpec source) {
    return gathered(source, sources.read(source));
  }

  /** Returns the table of a source with the file of each row in a column of its own. */
  Dataset<Row> located(SourceSpec source) {
    return gathered(source, sources.located(source));
  }

  private static Dataset<Row> gathered(SourceSpec source, Dataset<Row> rows) {
    return source.sequence() == null ? rows : Sequences.gather(source.sequence(), rows);
  }

  /**
   * Divides the rows of a run.
   *
   * <p>The rows that fulfil the condition of the test part are set apart first, then those of the
   * validation part; fractions are taken of the rows that remain. There, a row's place is decided
   * by a hash of its contents and the seed, so that it is the same on any cluster, and equal rows
   * never stand on both sides.
   *
   * @throws DataException if a source or a condition cannot be read
   */
  public Split split(DataSpec data, long seed) {
    Dataset<Row> all = read(data.train());
    Share test = share(all, data.test(), "data.test");
    Share validation = share(test.rest(), data.validation(), "data.validation");
    Dataset<Row> rest = validation.rest();
    long testEnd = Math.round(data.test().fraction() * GRAIN);
    long validationEnd =
        Math.round((data.test().fraction() + data.validation().fraction()) * GRAIN);
    Column place = place(rest, seed);
    return new Split(
        validationEnd == 0 ? rest : rest.where(place.geq(validationEnd)),
        part(
            data.validation(),
            validation.rows(),
            rest.where(place.geq(testEnd).and(place.lt(validationEnd)))),
        part(data.test(), test.rows(), rest.where(place.lt(testEnd))));
  }

  private static Column place(Dataset<Row> rows, long seed) {
    return place(rows, List.of(functions.lit(seed)));
  }

  private static Column place(Dataset<Row> rows, List<Column> salt) {
    return functions.pmod(hash(rows, salt), functions.lit((long) GRAIN));
  }

  /** Returns the hash of a row's contents. Maps have no order, and are left out. */
  static Column hash(Dataset<Row> rows, List<Column> salt) {
    List<Column> hashed = new ArrayList<>(salt);
    for (StructField field : rows.schema().fields()) {
      if (!(field.dataType() instanceof MapType)) {
        hashed.add(rows.col("`" + field.name() + "`"));
      }
    }
    return functions.xxhash64(hashed.toArray(Column[]::new));
  }

  /**
   * Returns a condition that a share of all rows fulfils, drawn as in {@link #split}.
   *
   * @param salt another one draws other rows
   */
  static Column drawn(Dataset<Row> rows, double share, long seed, String salt) {
    return place(rows, List.of(functions.lit(seed), functions.lit(salt)))
        .lt(Math.round(share * GRAIN));
  }

  private record Share(Dataset<Row> rows, Dataset<Row> rest) {}

  private static Share share(Dataset<Row> all, DataSpec.Part part, String where) {
    if (part.where() == null) {
      return new Share(all.limit(0), all);
    }
    return Refusals.explained(
        () -> {
          // A condition on a missing value is neither true nor false: such rows stay in the rest.
          Column chosen = functions.coalesce(functions.expr(part.where()), functions.lit(false));
          return new Share(all.where(chosen), all.where(functions.not(chosen)));
        },
        "%s.where: '%s' is not a condition on the columns %s"
            .formatted(where, part.where(), columns(all)));
  }

  private static String columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns())
        .filter(column -> !isOfReader(column))
        .collect(Collectors.joining(", "));
  }

  private Dataset<Row> part(DataSpec.Part part, Dataset<Row> chosen, Dataset<Row> share) {
    if (part.source() != null) {
      return read(part.source());
    }
    return part.fraction() > 0 ? share : chosen;
  }

  /** Demands that a table has a column. */
  static void require(Dataset<Row> table, String column, String where) {
    List<String> known = Arrays.asList(table.columns());
    if (!known.contains(column)) {
      throw new DataException(
          "%s names the column '%s', which the data does not have. %s"
              .formatted(where, column, Problems.suggestion(column, known)));
    }
  }
}
