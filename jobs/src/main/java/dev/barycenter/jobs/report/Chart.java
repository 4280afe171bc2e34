package dev.barycenter.jobs.report;

import dev.barycenter.jobs.chart.Axis;
import dev.barycenter.jobs.chart.Markup;
import dev.barycenter.jobs.chart.Plot;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Series that share their axes, as SVG.
 *
 * @param title above the chart
 * @param unit of the numbers; empty for none
 * @param series in the order of the legend
 */
record Chart(String title, String unit, List<Series> series) {

  private static final Plot.Size SIZE = new Plot.Size(460, 240);
  private static final int TICKS = 5;

  Chart {
    series = series.stream().map(Series::thinned).toList();
  }

  private DoubleStream values() {
    return series.stream()
        .flatMap(s -> s.points().stream())
        .mapToDouble(Plot.Point::y)
        .filter(Double::isFinite);
  }

  /** Returns whether there is anything to show. */
  boolean exists() {
    return values().findAny().isPresent();
  }

  /** Returns the chart with title and legend. */
  String html() {
    StringBuilder html = new StringBuilder();
    html.append("<figure><figcaption>").append(Markup.text(title));
    html.append(unit.isEmpty() ? "" : " <small>" + Markup.text(unit) + "</small>");
    html.append("</figcaption>\n").append(svg()).append("<p class=\"legend\">");
    for (int i = 0; i < series.size(); i++) {
      html.append("<span style=\"--c:%s\">".formatted(color(i)));
      html.append(Markup.text(series.get(i).name())).append("</span> ");
    }
    return html.append("</p></figure>\n").toString();
  }

  private static String color(int index) {
    return Plot.COLORS.get(index % Plot.COLORS.size());
  }

  private String svg() {
    double last =
        series.stream()
            .flatMap(s -> s.points().stream())
            .mapToDouble(Plot.Point::x)
            .max()
            .orElse(1);
    double low = values().min().orElse(0);
    double high = values().max().orElse(1);
    // A curve that starts near zero, such as a throughput, is read against zero.
    Axis up = Axis.of(low > 0 && low < high / 2 ? 0 : low, high, TICKS);
    Plot plot = new Plot(SIZE, "", Axis.upTo(last, TICKS), "global step", up, "");
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      String color = color(i);
      plot.line(one.points(), color, one.dotted() ? 1.6 : 1.2);
      if (one.dotted()) {
        one.points().forEach(point -> plot.dot(point, 2.6, color));
      }
    }
    return plot.svg(title);
  }
}
