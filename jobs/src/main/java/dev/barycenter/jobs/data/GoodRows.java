package dev.barycenter.jobs.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition that can be packed, with their bytes; bad ones follow the policy of the
 * packing.
 */
public final class GoodRows implements Iterator<GoodRows.Packed> {
  private final Packing packing;
  private final int partition;
  private final Iterator<Row> rows;
  private final SkippedRows skipped;
  private long left;
  private @Nullable Packed next;

  /** A row and its packed example. */
  public record Packed(Row row, byte[] bytes) {}

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
      next = new Packed(row, packing.pack(row));
    } catch (DataException e) {
      if (packing.badRows() == DataSpec.BadRows.FAIL) {
        throw e;
      }
      left++;
      skipped.add(new SkippedRows.Part(partition, left));
    }
  }

  @Override
  public Packed next() {
    Packed packed = hasNext() ? next : null;
    if (packed == null) {
      throw new NoSuchElementException("There are no more rows.");
    }
    next = null;
    return packed;
  }
}
