package dev.barycenter.graph.plot;

import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a picture as SVG, without fonts or graphics of the machine. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  static String of(Picture picture) {
    return new Svg().draw(picture);
  }

  private String draw(Picture picture) {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" \
        font-family="Helvetica, Arial, sans-serif" font-size="%d">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """,
        picture.width(), picture.height(), picture.width(), picture.height(), Picture.LETTERS);
    picture.boxes().forEach(this::box);
    picture.arrows().forEach(this::arrow);
    return out.append("</svg>\n").toString();
  }

  private void box(Picture.Box box) {
    boolean model = box.kind() == Picture.Kind.MODEL;
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\" fill=\"%s\""
            + " stroke=\"%s\"%s/>%n",
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        model ? 10 : 5,
        box.kind().fill(),
        box.kind().line(),
        model ? " stroke-dasharray=\"5 3\"" : "");
    for (int i = 0; i < box.lines().size(); i++) {
      double x = model ? box.x() + 14 : box.x() + box.width() / 2;
      double y = box.y() + 6 + (i + 0.75) * Picture.LINE;
      text(
          x,
          y,
          box.lines().get(i),
          model ? "start" : "middle",
          i == 0 ? "#1d2430" : "#55606e",
          i == 0);
    }
  }

  private void text(double x, double y, String text, String anchor, String color, boolean bold) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>%n",
        x,
        y,
        anchor,
        color,
        bold ? " font-weight=\"bold\"" : "",
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }

  private void arrow(Picture.Arrow arrow) {
    String points =
        arrow.points().stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", p.x(), p.y()))
            .collect(Collectors.joining(" "));
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.4\""
            + " stroke-linejoin=\"round\"/>%n",
        points, arrow.color());
    String head =
        ArrowHead.of(arrow).stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", p.x(), p.y()))
            .collect(Collectors.joining(" "));
    add("<polygon points=\"%s\" fill=\"%s\"/>%n", head, arrow.color());
    if (!arrow.label().isEmpty()) {
      double y = arrow.labelAt().y() + 0.75 * Picture.LINE;
      text(arrow.labelAt().x() + 3, y, arrow.label(), "start", arrow.color(), false);
    }
  }

  private void add(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).replace(System.lineSeparator(), "\n"));
  }
}
