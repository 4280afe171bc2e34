package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places in one block of memory for arrays that are needed at different times.
 *
 * <p>Arrays are placed in the order in which they are made, each into the smallest gap that is free
 * then. So memory that was just left, and is still in the cache, is taken again first.
 */
final class MemoryPlan {
  /** Bytes of a cache line, and of the widest register: arrays start at its multiples. */
  static final long ALIGNMENT = 64;

  private final List<Place> live = new ArrayList<>();
  private long bytes;

  private record Place(long start, long end, int until) {}

  /** Returns the least multiple of the alignment that is not below a number of bytes. */
  static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Returns how long the block must be for all that was placed, in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Finds a place for an array; times must not fall from call to call.
   *
   * @param size how long it is, in bytes
   * @param from the time at which it is made
   * @param until the last time at which it is needed
   * @return where it starts, in bytes
   */
  long place(long size, int from, int until) {
    live.removeIf(place -> place.until < from);
    long length = aligned(Math.max(size, 1));
    long best = -1;
    long smallest = Long.MAX_VALUE;
    long end = 0;
    for (Place place : live) {
      long gap = place.start - end;
      if (gap >= length && gap < smallest) {
        best = end;
        smallest = gap;
      }
      end = Math.max(end, place.end);
    }
    long start = best < 0 ? end : best;
    live.add(new Place(start, start + length, until));
    live.sort(Comparator.comparingLong(Place::start));
    bytes = Math.max(bytes, start + length);
    return start;
  }
}
