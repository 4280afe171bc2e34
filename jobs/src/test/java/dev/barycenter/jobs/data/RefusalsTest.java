package dev.barycenter.jobs.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.cluster.SparkCluster;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A refusal is a mistake in the spec; what befalls the cluster is none. */
class RefusalsTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = new JavaSparkContext(SparkCluster.local("local[1]"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static JavaRDD<Integer> rows() {
    return spark.parallelize(List.of(1), 1);
  }

  @Test
  void whatATaskThrowsIsARefusal() {
    assertThatThrownBy(
            () ->
                Refusals.explained(
                    () -> rows().map(i -> Math.addExact(i, Integer.MAX_VALUE)).count(), "no rows"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("no rows: ")
        .hasMessageContaining("integer overflow")
        .hasCauseInstanceOf(SparkException.class);
  }

  @Test
  void whatSparkSaysOfAStatementIsARefusal() {
    SparkSession session = SparkSession.builder().getOrCreate();
    assertThatThrownBy(() -> Refusals.explained(() -> session.sql("select"), "no query"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("no query: ");
  }

  @Test
  void aJobThatWasCancelledIsNone() {
    assertThatThrownBy(
            () -> Refusals.explained(() -> rows().map(i -> cancelled()).count(), "no rows"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("cancelled");
  }

  private static int cancelled() throws InterruptedException {
    SparkContext.getOrCreate().cancelAllJobs();
    Thread.sleep(100);
    return 0;
  }
}
