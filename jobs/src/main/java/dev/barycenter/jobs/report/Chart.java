package dev.barycenter.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Series that share their axes, as SVG.
 *
 * @param title above the chart
 * @param unit of the numbers; empty for none
 * @param series in the order of the legend
 */
record Chart(String title, String unit, List<Series> series) {

  private static final int WIDTH = 460;
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int TICKS = 5;

  /** Okabe and Ito's colors, which the color-blind tell apart. */
  static final List<String> COLORS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  Chart {
    series = series.stream().map(Series::thinned).toList();
  }

  private DoubleStream values() {
    return series.stream()
        .flatMap(s -> s.points().stream())
        .mapToDouble(Series.Point::value)
        .filter(Double::isFinite);
  }

  /** Returns whether there is anything to show. */
  boolean exists() {
    return values().findAny().isPresent();
  }

  /** Returns the chart with title and legend. */
  String html() {
    StringBuilder html = new StringBuilder();
    html.append("<figure><figcaption>").append(Html.text(title));
    html.append(unit.isEmpty() ? "" : " <small>" + Html.text(unit) + "</small>");
    html.append("</figcaption>\n").append(svg()).append("<p class=\"legend\">");
    for (int i = 0; i < series.size(); i++) {
      html.append("<span style=\"--c:%s\">".formatted(color(i)));
      html.append(Html.text(series.get(i).name())).append("</span> ");
    }
    return html.append("</p></figure>\n").toString();
  }

  private static String color(int index) {
    return COLORS.get(index % COLORS.size());
  }

  private String svg() {
    double last =
        series.stream()
            .flatMap(s -> s.points().stream())
            .mapToDouble(Series.Point::step)
            .max()
            .orElse(1);
    double low = values().min().orElse(0);
    double high = values().max().orElse(1);
    Axis across = Axis.upTo(last, TICKS);
    // A curve that starts near zero, such as a throughput, is read against zero.
    Axis up = Axis.of(low > 0 && low < high / 2 ? 0 : low, high, TICKS);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
            .formatted(WIDTH, HEIGHT, Html.text(title)));
    up.ticks().forEach(tick -> tickUp(svg, up, tick));
    across.ticks().forEach(tick -> tickAcross(svg, across, tick));
    svg.append(label(LEFT + plotWidth() / 2, HEIGHT - 4, "middle", "global step"));
    for (int i = 0; i < series.size(); i++) {
      draw(svg, series.get(i), color(i), across, up);
    }
    return svg.append("</svg>\n").toString();
  }

  private static double plotWidth() {
    return WIDTH - LEFT - RIGHT;
  }

  private static double x(Axis axis, double step) {
    return LEFT + axis.share(step) * plotWidth();
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void tickUp(StringBuilder svg, Axis axis, double tick) {
    double y = y(axis, tick);
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dfe3e8\"/>%n",
            LEFT,
            WIDTH - RIGHT,
            y,
            y));
    svg.append(label(LEFT - 6, y + 4, "end", axis.text(tick)));
  }

  private static void tickAcross(StringBuilder svg, Axis axis, double tick) {
    svg.append(label(x(axis, tick), HEIGHT - BOTTOM + 15, "middle", axis.text(tick)));
  }

  private static String label(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"11\" fill=\"#55606e\">%s</text>%n",
        x,
        y,
        anchor,
        Html.text(text));
  }

  private static void draw(StringBuilder svg, Series series, String color, Axis across, Axis up) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    String move = "M";
    for (Series.Point point : series.points()) {
      if (!Double.isFinite(point.value())) {
        move = "M";
        continue;
      }
      String at =
          String.format(Locale.ROOT, "%.1f,%.1f", x(across, point.step()), y(up, point.value()));
      path.append(move).append(at);
      move = "L";
      if (series.dotted()) {
        dots.append(
            "<circle cx=\"%s\" cy=\"%s\" r=\"2.6\" fill=\"%s\"/>%n"
                .formatted(at.split(",", 2)[0], at.split(",", 2)[1], color));
      }
    }
    svg.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>%n"
            .formatted(path, color, series.dotted() ? "1.6" : "1.2"));
    svg.append(dots);
  }
}
