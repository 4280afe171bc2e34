package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.data.DataSpec.BadRows;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class IncrementIT {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** A thousand rows of ten days, whose mark is made of the day. */
  private static Dataset<Row> rows(String mark) {
    return spark
        .range(1000)
        .selectExpr("id", "cast(id % 10 as int) as day")
        .selectExpr("id", "day", mark + " as mark");
  }

  private static Increment increment(Dataset<Row> rows, @Nullable Watermark after, double replay) {
    return Increment.of(rows, "mark", after, replay, 0, BadRows.FAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "day",
        "day * 1e10",
        "cast(day / 3 as decimal(20, 10))",
        "date_add(date'2026-03-25', day)",
        "timestamp'2026-03-28 20:00:00.123456' + make_interval(0, 0, 0, 0, day)",
        "timestamp_ntz'2026-03-28 20:00:00' + make_interval(0, 0, 0, 0, day)",
        "concat('day ', day)"
      })
  void theRowsAfterAWatermarkAreNew(String mark) {
    Watermark reached = increment(rows(mark).where("day < 8"), null, 0).upto();
    Increment increment = increment(rows(mark), reached, 0);
    assertThat(increment.fresh()).isEqualTo(200);
    assertThat(increment.replayed()).isZero();
    assertThat(increment.rows().where("day < 8").isEmpty()).isTrue();
    assertThat(increment(rows(mark), increment.upto(), 0).fresh()).isZero();
  }

  @Test
  void theShareOfOlderRowsIsTheSameAtEveryTryAndAnotherTheNextTime() {
    Watermark after = increment(rows("day").where("day < 5"), null, 0).upto();
    Increment first = increment(rows("day"), after, 0.3);
    assertThat(first.fresh()).isEqualTo(500);
    assertThat(first.replayed()).isBetween(110L, 190L);
    Dataset<Row> other = rows("day").repartition(7);
    assertThat(ids(increment(other, after, 0.3))).isEqualTo(ids(first));
    assertThat(increment(other, after, 0.3).hash()).isEqualTo(first.hash());
    Dataset<Row> changed = other.withColumn("id", functions.expr("if(id = 999, 998, id)"));
    assertThat(increment(changed, after, 0.3).hash()).isNotEqualTo(first.hash());
    Increment next = increment(rows("day").where("day < 9"), after, 0.3);
    assertThat(ids(next)).isNotEqualTo(ids(first)).hasSizeBetween(110, 190);
    assertThat(increment(rows("day"), after, 1).replayed()).isEqualTo(500);
  }

  private static List<Row> ids(Increment increment) {
    return increment.rows().where("day < 5").select("id").orderBy("id").collectAsList();
  }

  @Test
  void allRowsAreNewAtFirst() {
    Increment increment = increment(rows("day"), null, 0);
    assertThat(increment.fresh()).isEqualTo(1000);
    assertThat(increment.upto()).isEqualTo(new Watermark("mark", "int", "9"));
  }

  @Test
  void rowsWithoutAWatermarkFollowThePolicyOfBadRows() {
    Dataset<Row> rows = rows("nullif(day, 3)");
    assertThatThrownBy(() -> increment(rows, null, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "100 training rows have nothing in the column 'mark' of retrain.watermark. Clean them,"
                + " or set data.bad_rows: skip.");
    assertThat(Increment.of(rows, "mark", null, 0, 0, BadRows.SKIP).fresh()).isEqualTo(900);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array(day) | the column 'mark' is of type array<int>: expected a time",
        "concat('day ', day) | is of type string and was of type int",
        "date_add(date'2026-03-25', day) | is of type date and was of type int",
        "cast(null as int) | No training row has anything in the column 'mark'",
        "if(day = 3, double('nan'), day) | holds NaN: expected finite numbers"
      })
  void whatCannotBeComparedIsRefused(String mark, String message) {
    Watermark after = new Watermark("mark", "int", "4");
    assertThatThrownBy(() -> increment(rows(mark), after, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Increment.of(rows("day"), "marc", null, 0, 0, BadRows.FAIL))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "retrain.watermark names the column 'marc', which the data does not have. Did you mean"
                + " 'mark'?");
  }
}
