package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The division of rows by conditions: by a column, by time, and beside fractions. */
class SplitTest {
  @TempDir static java.nio.file.Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = SparkSession.builder().config(SparkCluster.local("local[1]")).getOrCreate();
    Files.writeString(
        folder.resolve("rows.csv"),
        """
        id,fold,day
        1,a,2024-01-01
        2,b,2024-01-02
        3,,2024-01-03
        4,c,2024-01-04
        5,a,2024-01-05
        """);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void aColumnDecidesAndRowsWithoutAValueAreTrainedOn() {
    Tables.Split split = split(where("fold = 'b'"), where("fold = 'c'"));
    assertThat(ids(split.train())).containsExactly(1, 3, 5);
    assertThat(ids(split.validation())).containsExactly(2);
    assertThat(ids(split.test())).containsExactly(4);
  }

  @Test
  void aRowOfBothPartsIsATestRow() {
    Tables.Split split =
        split(where("day >= DATE '2024-01-03'"), where("day >= DATE '2024-01-05'"));
    assertThat(ids(split.train())).containsExactly(1, 2);
    assertThat(ids(split.validation())).containsExactly(3, 4);
    assertThat(ids(split.test())).containsExactly(5);
  }

  @Test
  void aFractionIsTakenOfTheRowsThatRemain() {
    Tables.Split split = split(new DataSpec.Part(0.5, null, null), where("fold = 'a'"));
    assertThat(ids(split.test())).containsExactly(1, 5);
    assertThat(ids(split.train().union(split.validation()))).containsExactly(2, 3, 4);
  }

  @Test
  void aWrongConditionIsNamedWithTheColumns() {
    assertThatThrownBy(() -> split(DataSpec.Part.NONE, where("year > 2020")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "data.test.where: 'year > 2020' is not a condition on the columns id, fold, day: ");
  }

  private static DataSpec.Part where(String condition) {
    return new DataSpec.Part(0, condition, null);
  }

  private static Tables.Split split(DataSpec.Part validation, DataSpec.Part test) {
    DataSpec data =
        new DataSpec(
            new SourceSpec("csv", "rows.csv", true, Map.of(), null),
            validation,
            test,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            DataSpec.BadRows.FAIL);
    return new Tables(spark, new Path(folder.toUri())).split(data, 1);
  }

  private static List<Integer> ids(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.<Integer>getAs("id")).sorted().toList();
  }
}
