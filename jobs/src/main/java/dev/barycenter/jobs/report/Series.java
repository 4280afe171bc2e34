package dev.barycenter.jobs.report;

import dev.barycenter.jobs.chart.Plot;
import java.util.ArrayList;
import java.util.List;

/**
 * One number along the global steps.
 *
 * @param name in the legend
 * @param points in order of steps; numbers that are not finite are gaps
 * @param dotted whether each point is marked: few points that stand for themselves
 */
record Series(String name, List<Plot.Point> points, boolean dotted) {

  /** What is shown of a series at most; more points than pixels only make the page large. */
  private static final int MOST = 400;

  Series {
    points = List.copyOf(points);
  }

  /** Returns the series with means of neighbors in place of points, if it has too many. */
  Series thinned() {
    if (points.size() <= MOST) {
      return this;
    }
    List<Plot.Point> means = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      int from = (int) ((long) i * points.size() / MOST);
      int to = (int) ((long) (i + 1) * points.size() / MOST);
      List<Plot.Point> part = points.subList(from, to);
      double mean =
          part.stream()
              .mapToDouble(Plot.Point::y)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
      means.add(new Plot.Point(points.get(to - 1).x(), mean));
    }
    return new Series(name, means, dotted);
  }
}
