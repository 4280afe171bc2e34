package dev.barycenter.graph.plot;

import java.util.List;

/**
 * What is drawn, in pixels from the upper left corner; boxes that contain others come first.
 *
 * @param width the width of the whole
 * @param height the height of the whole
 */
record Picture(double width, double height, List<Box> boxes, List<Arrow> arrows) {
  /** The size of letters, in pixels. */
  static final int LETTERS = 13;

  /** The distance of one line of text from the next, in pixels. */
  static final int LINE = 18;

  /** What a box stands for. */
  enum Kind {
    INPUT("#e3f2e6", "#3c8d53"),
    OUTPUT("#fdebd8", "#c77a24"),
    LAYER("#ffffff", "#44546a"),
    WEIGHTS("#e6eefb", "#2f5fa7"),
    FROZEN("#ededf0", "#8a8d96"),
    MODEL("#f8f8fb", "#8d8fa8");

    private final String fill;
    private final String line;

    Kind(String fill, String line) {
      this.fill = fill;
      this.line = line;
    }

    String fill() {
      return fill;
    }

    String line() {
      return line;
    }
  }

  /**
   * A box.
   *
   * @param lines its text, the title first
   */
  record Box(Kind kind, double x, double y, double width, double height, List<String> lines) {}

  /**
   * An arrow.
   *
   * @param points the bends from its start to its head, at least two
   * @param color its color, as in HTML
   * @param label the name of the call; empty for none
   * @param labelAt where the label's upper left corner is
   */
  record Arrow(List<Point> points, String color, String label, Point labelAt) {}

  /** A place. */
  record Point(double x, double y) {}

  /** Returns the room that a text takes. */
  static double textWidth(String text) {
    return text.codePoints().mapToDouble(c -> "iljtf.,:;()[]| ".indexOf(c) >= 0 ? 4.6 : 8.1).sum();
  }
}
