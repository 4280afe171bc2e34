package dev.barycenter.graph.keras.hdf5;

import java.util.HashSet;
import java.util.Set;

/**
 * What reading one file may cost: every structure is visited once, and decoded bytes are counted.
 *
 * <p>Stored bytes of unfiltered data cannot overlap in an honest file, so together they fit the
 * file; filters may expand them by {@value #MAX_EXPANSION} at most, beyond a floor that no machine
 * notices.
 */
final class Budget {

  /** Structures (headers, index nodes, links, attributes, chunks) a file may hold. */
  static final int MAX_STRUCTURES = 1_000_000;

  /** How many bytes a stored byte may decode to on average, beyond {@link #FLOOR_BYTES}. */
  static final int MAX_EXPANSION = 100;

  /** Decoded bytes that are always allowed. */
  static final long FLOOR_BYTES = 16L << 20;

  private final long fileBytes;
  private final Set<Long> visited = new HashSet<>();
  private int structures;
  private long stored;
  private long decoded;

  Budget(long fileBytes) {
    this.fileBytes = fileBytes;
  }

  /** Counts one structure. */
  void structure(long address, String what) {
    if (++structures > MAX_STRUCTURES) {
      throw Hdf5Exception.at(
          address, what, "more than %d structures".formatted(MAX_STRUCTURES), "a model's weights");
    }
  }

  /** Counts a structure that only one other may point at. */
  void visitOnce(long address, String what) {
    structure(address, what);
    if (!visited.add(address)) {
      throw Hdf5Exception.at(
          address, what, "a second reference to it", "a tree, in which nothing is reached twice");
    }
  }

  /** Counts the bytes of a dataset that lie in the file as they are. */
  void stored(long bytes, String path) {
    stored += bytes;
    if (stored > fileBytes) {
      throw new Hdf5Exception(
          path,
          "datasets that declare %d bytes in a file of %d".formatted(stored, fileBytes),
          "datasets that do not overlap");
    }
  }

  /** Counts bytes that are about to be allocated. */
  void decoded(long bytes, String path) {
    decoded += bytes;
    long limit = Math.max(FLOOR_BYTES, fileBytes * MAX_EXPANSION);
    if (bytes < 0 || decoded > limit) {
      throw new Hdf5Exception(
          path,
          "data that expands to %d bytes from a file of %d".formatted(decoded, fileBytes),
          "at most %d bytes".formatted(limit));
    }
  }
}
