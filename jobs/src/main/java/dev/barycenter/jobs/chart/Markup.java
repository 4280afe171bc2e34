package dev.barycenter.jobs.chart;

/** Text in HTML and SVG. */
public final class Markup {
  private Markup() {}

  /** Returns a text with its special characters escaped. */
  public static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
