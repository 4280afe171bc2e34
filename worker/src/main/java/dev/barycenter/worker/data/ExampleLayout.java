package dev.barycenter.worker.data;

import dev.barycenter.worker.data.Column.Role;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of an example, and how their values are packed into bytes.
 *
 * <p>The values of the columns follow each other in order, little-endian on every machine (the hash
 * of an example is taken of these bytes); a variable column starts with the length of its first
 * axis as an int32.
 *
 * @param columns in the order of the packed bytes; at least one
 */
public record ExampleLayout(List<Column> columns) implements Serializable {

  public ExampleLayout {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("An example without columns; name at least one input.");
    }
    Set<String> seen = new HashSet<>();
    for (Column column : columns) {
      if (!seen.add(column.role() + " " + column.name())) {
        throw new IllegalArgumentException(
            "Two %s columns are named '%s'; names are unique within a role."
                .formatted(column.role(), column.name()));
      }
    }
  }

  /** Returns the columns of one role, in order. */
  public List<Column> columns(Role role) {
    return columns.stream().filter(c -> c.role() == role).toList();
  }

  /** Returns whether all examples have the same number of bytes. */
  public boolean fixedSize() {
    return columns.stream().noneMatch(Column::variable);
  }

  /** Returns the packed bytes of one example, given the values of each column in order. */
  public byte[] pack(List<float[]> values) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "An example with %d columns; expected %d: %s."
              .formatted(
                  values.size(), columns.size(), columns.stream().map(Column::name).toList()));
    }
    int bytes = 0;
    for (int c = 0; c < columns.size(); c++) {
      bytes += packedBytes(columns.get(c), values.get(c).length);
    }
    ByteBuffer packed = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int c = 0; c < columns.size(); c++) {
      packColumn(columns.get(c), values.get(c), packed);
    }
    return packed.array();
  }

  private static int packedBytes(Column column, int values) {
    boolean whole = column.variable() ? values % column.stride() == 0 : values == column.stride();
    if (!whole) {
      throw new IllegalArgumentException(
          "Column '%s' has %d values, but its shape is %s, which takes %s%d."
              .formatted(
                  column.name(),
                  values,
                  column.shape(),
                  column.variable() ? "a multiple of " : "",
                  column.stride()));
    }
    int header = column.variable() ? Integer.BYTES : 0;
    return Math.addExact(header, Math.multiplyExact(values, column.storage().bytes()));
  }

  private static void packColumn(Column column, float[] values, ByteBuffer packed) {
    if (column.variable()) {
      packed.putInt(values.length / column.stride());
    }
    for (float value : values) {
      if (!column.storage().holds(value)) {
        throw new IllegalArgumentException(
            "Column '%s' has the value %s, which %s does not hold; store the column as FLOAT32."
                .formatted(column.name(), value, column.storage()));
      }
      switch (column.storage()) {
        case FLOAT32 -> packed.putFloat(value);
        case UINT16 -> packed.putShort((short) (int) value);
        case UINT8 -> packed.put((byte) (int) value);
      }
    }
  }
}
