package dev.barycenter.worker.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * A shard in memory: packed bytes in a few large arrays, and, where examples differ in size, where
 * each ends.
 */
public final class MemoryShard implements Shard {

  private static final long serialVersionUID = 1;

  /** The bytes of a full array; an example does not straddle two. */
  private static final int ARRAY_BYTES = 64 << 20;

  private final ExampleLayout layout;
  private final List<byte[]> arrays;
  private final int[] arrayEnds;
  private final int[] ends;

  private MemoryShard(ExampleLayout layout, List<byte[]> arrays, int[] arrayEnds, int[] ends) {
    this.layout = layout;
    this.arrays = arrays;
    this.arrayEnds = arrayEnds;
    this.ends = ends;
  }

  /** Packs the examples of one shard, given in order. */
  public static MemoryShard of(ExampleLayout layout, Iterator<byte[]> examples) {
    List<byte[]> arrays = new ArrayList<>();
    List<Integer> arrayEnds = new ArrayList<>();
    int[] ends = new int[16];
    int count = 0;
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    while (examples.hasNext()) {
      byte[] example = examples.next();
      if (open.size() > 0 && (long) open.size() + example.length > ARRAY_BYTES) {
        arrays.add(open.toByteArray());
        arrayEnds.add(count);
        open.reset();
      }
      open.writeBytes(example);
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      ends[count++] = open.size();
    }
    arrays.add(open.toByteArray());
    arrayEnds.add(count);
    return new MemoryShard(
        layout,
        arrays,
        arrayEnds.stream().mapToInt(Integer::intValue).toArray(),
        Arrays.copyOf(ends, count));
  }

  @Override
  public ExampleLayout layout() {
    return layout;
  }

  @Override
  public int examples() {
    return ends.length;
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public int bytes(int position) {
    return ends[position] - begin(position);
  }

  @Override
  public void read(int position, ByteBuffer into) {
    into.put(arrays.get(array(position)), begin(position), bytes(position));
  }

  private int begin(int position) {
    int array = array(position);
    boolean first = position == (array == 0 ? 0 : arrayEnds[array - 1]);
    return first ? 0 : ends[position - 1];
  }

  private int array(int position) {
    int found = Arrays.binarySearch(arrayEnds, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  @Override
  public void close() {}
}
