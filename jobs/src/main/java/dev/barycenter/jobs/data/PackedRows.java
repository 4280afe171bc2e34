package dev.barycenter.jobs.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** The packed examples of the rows of one partition. */
final class PackedRows implements Iterator<byte[]> {
  private final Packing packing;
  private final Iterator<Row> rows;
  private final LongAccumulator skipped;
  private byte[] next = new byte[0];
  private boolean ready;

  PackedRows(Packing packing, Iterator<Row> rows, LongAccumulator skipped) {
    this.packing = packing;
    this.rows = rows;
    this.skipped = skipped;
  }

  @Override
  public boolean hasNext() {
    while (!ready && rows.hasNext()) {
      read(rows.next());
    }
    return ready;
  }

  private void read(Row row) {
    try {
      next = packing.pack(row);
      ready = true;
    } catch (DataException e) {
      if (packing.badRows() == DataSpec.BadRows.FAIL) {
        throw e;
      }
      skipped.add(1);
    }
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException("There are no more rows.");
    }
    ready = false;
    return next;
  }
}
