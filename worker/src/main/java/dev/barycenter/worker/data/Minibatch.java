package dev.barycenter.worker.data;

import dev.barycenter.worker.data.Column.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The examples of one step, unpacked: one buffer per column, reused from step to step.
 *
 * <p>The last minibatch of an epoch may be smaller than the others; {@link #count()} says how many
 * examples there are.
 */
public final class Minibatch {

  private final List<MinibatchColumn> columns;
  private final Map<Role, List<MinibatchColumn>> byRole = new EnumMap<>(Role.class);
  private final int[] positions;
  private ByteBuffer packed = ByteBuffer.allocate(0);
  private int count;

  /** Creates buffers for at most {@code capacity} examples. */
  public Minibatch(ExampleLayout layout, int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException(
          "A minibatch for %d examples; expected at least 1.".formatted(capacity));
    }
    this.columns =
        layout.columns().stream().map(column -> new MinibatchColumn(column, capacity)).toList();
    for (Role role : Role.values()) {
      byRole.put(role, columns.stream().filter(c -> c.column().role() == role).toList());
    }
    this.positions = new int[capacity];
  }

  /** Returns the number of examples. */
  public int count() {
    return count;
  }

  /** Returns the columns of one role, in the layout's order. */
  public List<MinibatchColumn> columns(Role role) {
    return byRole.getOrDefault(role, List.of());
  }

  /** Returns the positions of the examples in their shard, in order. */
  public int[] positions() {
    return Arrays.copyOf(positions, count);
  }

  /**
   * Reads the examples that {@code order} visits as numbers {@code from} to {@code to - 1}, with
   * the random changes of that epoch.
   */
  public void read(Shard shard, EpochOrder order, int from, int to) {
    count = to - from;
    for (int i = 0; i < count; i++) {
      positions[i] = order.position(from + i);
    }
    load(shard);
    unpack();
    for (MinibatchColumn column : columns) {
      for (int i = 0; i < count && column.column().augmentation() != null; i++) {
        column.augment(i, order.seed(positions[i]));
      }
    }
  }

  /** Reads the examples at positions {@code from} to {@code to - 1}, in order. */
  public void read(Shard shard, int from, int to) {
    count = to - from;
    for (int i = 0; i < count; i++) {
      positions[i] = from + i;
    }
    load(shard);
    unpack();
  }

  private void unpack() {
    int[] steps = new int[columns.size()];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < steps.length; c++) {
        steps[c] = Math.max(steps[c], columns.get(c).skip(packed));
      }
    }
    for (int c = 0; c < steps.length; c++) {
      columns.get(c).shape(count, steps[c]);
    }
    packed.rewind();
    for (int i = 0; i < count; i++) {
      for (MinibatchColumn column : columns) {
        column.unpack(packed, i);
      }
    }
  }

  private void load(Shard shard) {
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes = Math.addExact(bytes, shard.bytes(positions[i]));
    }
    if (packed.capacity() < bytes) {
      packed = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    packed.clear().limit(bytes);
    for (int i = 0; i < count; i++) {
      shard.read(positions[i], packed);
    }
    packed.flip();
  }
}
