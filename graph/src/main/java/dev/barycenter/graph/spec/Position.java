package dev.barycenter.graph.spec;

import java.util.Comparator;

/**
 * Where something stands in a text.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record Position(int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> READING_ORDER =
      Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

  @Override
  public int compareTo(Position other) {
    return READING_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "line %d, column %d".formatted(line, column);
  }
}
