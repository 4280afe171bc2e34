package dev.barycenter.jobs.data;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts the rows of a table that are left out. A partition counts once, however often Spark
 * computes it: again for another pass, after a lost executor, or twice by speculation.
 */
public final class SkippedRows extends AccumulatorV2<SkippedRows.Part, Long> {
  private final Map<Integer, Long> byPartition = new TreeMap<>();

  /** The rows of a partition that are left out so far. */
  public record Part(int partition, long rows) implements java.io.Serializable {}

  /** Returns a count that the tasks of a session can add to. */
  public static SkippedRows in(SparkSession spark) {
    SkippedRows skipped = new SkippedRows();
    spark.sparkContext().register(skipped, "skipped rows");
    return skipped;
  }

  @Override
  public boolean isZero() {
    return byPartition.isEmpty();
  }

  @Override
  public SkippedRows copy() {
    SkippedRows copy = new SkippedRows();
    copy.byPartition.putAll(byPartition);
    return copy;
  }

  @Override
  public void reset() {
    byPartition.clear();
  }

  @Override
  public void add(Part part) {
    byPartition.merge(part.partition(), part.rows(), Math::max);
  }

  @Override
  public void merge(AccumulatorV2<Part, Long> other) {
    ((SkippedRows) other).byPartition.forEach((partition, rows) -> add(new Part(partition, rows)));
  }

  /** Returns the rows of all partitions. */
  @Override
  public Long value() {
    return byPartition.values().stream().mapToLong(Long::longValue).sum();
  }
}
