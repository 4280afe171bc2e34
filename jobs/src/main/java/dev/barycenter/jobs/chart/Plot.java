package dev.barycenter.jobs.chart;

import java.util.List;
import java.util.Locale;

/**
 * A picture between two axes: lines, dots, bars and texts at places that are numbers of the axes.
 *
 * <p>What is drawn later lies above. The methods return the plot itself.
 */
public final class Plot {
  /** Okabe and Ito's colors, which the color-blind tell apart. */
  public static final List<String> COLORS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  /** The color of what only helps to read. */
  public static final String GRAY = "#9aa4b0";

  private static final String GRID = "#dfe3e8";
  private static final String TEXT = "#55606e";
  private static final String TITLE = "#1d2430";
  private static final double LETTER = 6.2;
  private static final double LINE = 15;

  private final int width;
  private final int height;
  private final Axis across;
  private final Axis up;
  private final boolean tilted;
  private final double left;
  private final double right = 14;
  private final double top;
  private final double bottom;
  private final StringBuilder body = new StringBuilder();

  /** A place in a plot; a number that is not finite is a gap. */
  public record Point(double x, double y) {}

  /** A line of a legend. */
  public record Key(String name, String color) {}

  /**
   * Begins a plot with its axes.
   *
   * @param size the width and height in pixels
   * @param title above the plot; empty for none
   * @param acrossName what the axis below shows
   * @param upName what the axis at the left shows; empty for none
   */
  public Plot(Size size, String title, Axis across, String acrossName, Axis up, String upName) {
    width = size.width();
    height = size.height();
    this.across = across;
    this.up = up;
    double named = upName.isEmpty() ? 0 : LINE + 3;
    left = Math.max(64 - 18 + named, widest(up) * LETTER + 12 + named);
    top = title.isEmpty() ? 12 : 34;
    double slot = (width - left - right) / Math.max(1, across.names().size());
    tilted = widest(across) * LETTER > slot && !across.names().isEmpty();
    bottom = 34 + (tilted ? widest(across) * LETTER * 0.6 : 0);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
    text(14, 20, "start", title, TITLE, " font-size=\"14\" font-weight=\"bold\"");
    axes();
    text(left + plotWidth() / 2, height - 5, "middle", acrossName, TEXT, "");
    double middle = top + plotHeight() / 2;
    text(14, middle, "middle", upName, TEXT, turned(-90, 14, middle));
  }

  /** The pixels of a picture. */
  public record Size(int width, int height) {}

  private static int widest(Axis axis) {
    return axis.ticks().stream().mapToInt(tick -> axis.text(tick).length()).max().orElse(0);
  }

  private void axes() {
    boolean names = !up.names().isEmpty();
    double place = plotHeight() / Math.max(1, up.names().size());
    int every = names ? (int) Math.ceil(12 / place) : 1;
    for (int i = 0; i < up.ticks().size(); i++) {
      double tick = up.ticks().get(i);
      if (across.names().isEmpty()) {
        add(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            left, width - right, y(tick), y(tick), GRID);
      }
      if (i % every == 0) {
        text(left - 6, y(tick) + 4, "end", up.text(tick), TEXT, "");
      }
    }
    double slot = plotWidth() / Math.max(1, across.names().size());
    int everyAcross = across.names().isEmpty() ? 1 : (int) Math.ceil(12 / slot);
    for (int i = 0; i < across.ticks().size(); i += everyAcross) {
      double tick = across.ticks().get(i);
      double y = height - bottom + LINE;
      text(
          x(tick),
          y,
          tilted ? "end" : "middle",
          across.text(tick),
          TEXT,
          tilted ? turned(-40, x(tick), y) : "");
    }
  }

  private static String turned(int degrees, double x, double y) {
    return String.format(Locale.ROOT, " transform=\"rotate(%d %.1f %.1f)\"", degrees, x, y);
  }

  private double plotWidth() {
    return width - left - right;
  }

  private double plotHeight() {
    return height - top - bottom;
  }

  private double x(double number) {
    return left + across.share(number) * plotWidth();
  }

  private double y(double number) {
    return height - bottom - up.share(number) * plotHeight();
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values));
  }

  private void text(double x, double y, String anchor, String text, String color, String more) {
    if (!text.isEmpty()) {
      add(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>%n",
          x, y, anchor, color, more, Markup.text(text));
    }
  }

  /** Draws a line from point to point. */
  public Plot line(List<Point> points, String color, double thickness) {
    return path(points, color, thickness, "");
  }

  /** Draws a dashed line. */
  public Plot dashes(Point from, Point to) {
    return path(List.of(from, to), GRAY, 1.2, " stroke-dasharray=\"5 4\"");
  }

  private Plot path(List<Point> points, String color, double thickness, String more) {
    StringBuilder path = new StringBuilder();
    String move = "M";
    for (Point point : points) {
      if (!Double.isFinite(point.y())) {
        move = "M";
        continue;
      }
      path.append(move).append(String.format(Locale.ROOT, "%.1f,%.1f", x(point.x()), y(point.y())));
      move = "L";
    }
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"%s/>%n",
        path, color, thickness, more);
    return this;
  }

  /** Draws a dot. */
  public Plot dot(Point at, double radius, String color) {
    if (Double.isFinite(at.y())) {
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n",
          x(at.x()), y(at.y()), radius, color);
    }
    return this;
  }

  /** Fills the rectangle between two corners. */
  public Plot bar(Point low, Point high, String color, double opacity) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\""
            + " fill-opacity=\"%.3f\"/>%n",
        x(low.x()),
        y(high.y()),
        x(high.x()) - x(low.x()),
        y(low.y()) - y(high.y()),
        color,
        opacity);
    return this;
  }

  /** Writes a text whose middle is at a place. */
  public Plot note(Point at, String text, String color) {
    text(x(at.x()), y(at.y()) + 4, "middle", text, color, "");
    return this;
  }

  /** Where a legend stands. */
  public enum Corner {
    /** At the top. */
    UPPER_LEFT,
    /** At the bottom. */
    LOWER_LEFT,
    /** At the bottom. */
    LOWER_RIGHT
  }

  /** Writes the names of colors in a corner. */
  public Plot legend(Corner corner, List<Key> keys) {
    double wide = keys.stream().mapToInt(key -> key.name().length()).max().orElse(0) * LETTER + 40;
    double high = keys.size() * LINE + 6;
    double x = corner == Corner.LOWER_RIGHT ? width - right - wide - 6 : left + 6;
    double y = corner == Corner.UPPER_LEFT ? top + 6 : height - bottom - high - 6;
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#ffffff\""
            + " fill-opacity=\"0.85\"/>%n",
        x, y, wide, high);
    for (int i = 0; i < keys.size(); i++) {
      double line = y + LINE * (i + 0.5) + 3;
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"18\" height=\"4\" fill=\"%s\"/>%n",
          x + 6, line - 2, keys.get(i).color());
      text(x + 30, line + 4, "start", keys.get(i).name(), TEXT, "");
    }
    return this;
  }

  /**
   * Returns the picture.
   *
   * @param meaning what is told to those who cannot see it
   */
  public String svg(String meaning) {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"Helvetica,"
            + " Arial, sans-serif\" font-size=\"11\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n",
        width,
        height,
        Markup.text(meaning),
        body);
  }
}
