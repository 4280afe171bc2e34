package dev.barycenter.jobs.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One number along the global steps.
 *
 * @param name in the legend
 * @param points in order of steps; numbers that are not finite are gaps
 * @param dotted whether each point is marked: few points that stand for themselves
 */
record Series(String name, List<Point> points, boolean dotted) {

  /** What is shown of a series at most; more points than pixels only make the page large. */
  private static final int MOST = 400;

  /** A number at a step. */
  record Point(double step, double value) {}

  Series {
    points = List.copyOf(points);
  }

  /** Returns the series with means of neighbors in place of points, if it has too many. */
  Series thinned() {
    if (points.size() <= MOST) {
      return this;
    }
    List<Point> means = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      int from = (int) ((long) i * points.size() / MOST);
      int to = (int) ((long) (i + 1) * points.size() / MOST);
      List<Point> part = points.subList(from, to);
      double mean =
          part.stream()
              .mapToDouble(Point::value)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
      means.add(new Point(points.get(to - 1).step(), mean));
    }
    return new Series(name, means, dotted);
  }
}
