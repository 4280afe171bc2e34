package dev.barycenter.jobs.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition that can be used, with their numbers; bad ones follow the policy of the
 * packing.
 */
public final class GoodRows implements Iterator<GoodRows.GoodRow> {
  private final Packing packing;
  private final int partition;
  private final Iterator<Row> rows;
  private final SkippedRows skipped;
  private long left;
  private @Nullable GoodRow next;

  /** A row and the numbers of each column of an example. */
  public record GoodRow(Row row, List<float[]> values) {}

  /**
   * Creates an iterator.
   *
   * @param partition the number of the partition in the table
   * @param skipped counts the rows that are left out
   */
  public GoodRows(Packing packing, int partition, Iterator<Row> rows, SkippedRows skipped) {
    this.packing = packing;
    this.partition = partition;
    this.rows = rows;
    this.skipped = skipped;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      read(rows.next());
    }
    return next != null;
  }

  private void read(Row row) {
    try {
      next = new GoodRow(row, packing.values(row));
    } catch (DataException e) {
      if (packing.badRows() == DataSpec.BadRows.FAIL) {
        throw e;
      }
      left++;
      skipped.add(new SkippedRows.Part(partition, left));
    }
  }

  @Override
  public GoodRow next() {
    GoodRow good = hasNext() ? next : null;
    if (good == null) {
      throw new NoSuchElementException("There are no more rows.");
    }
    next = null;
    return good;
  }
}
