package dev.barycenter.jobs.report;

/** Text in HTML. */
final class Html {
  private Html() {}

  /** Returns a text with its special characters escaped. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
