package dev.barycenter.graph.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table with borders; cells hold lines, and long lines are folded to fit the width. */
final class Table {
  private static final int LEAST = 10;

  private final List<String> headers;
  private final int numbers;
  private final List<List<List<String>>> rows = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param numbers the column that is aligned to the right
   */
  Table(List<String> headers, int numbers) {
    this.headers = List.copyOf(headers);
    this.numbers = numbers;
  }

  /** Adds a row: the lines of each cell. */
  void row(List<List<String>> cells) {
    rows.add(cells);
  }

  String text(int width) {
    int[] widths = widths(width);
    StringBuilder out = new StringBuilder();
    out.append(border(widths, "┏", "━", "┳", "┓"));
    row(out, headers.stream().map(List::of).toList(), widths, "┃");
    out.append(border(widths, "┡", "━", "╇", "┩"));
    for (int i = 0; i < rows.size(); i++) {
      out.append(i == 0 ? "" : border(widths, "├", "─", "┼", "┤"));
      row(out, rows.get(i), widths, "│");
    }
    return out.append(border(widths, "└", "─", "┴", "┘")).toString();
  }

  /** Returns the width of each column: as wide as its text, the widest cut until all fit. */
  private int[] widths(int width) {
    int[] widths = new int[headers.size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] =
          Math.max(
              headers.get(c).length(),
              rows.stream()
                  .flatMap(row -> row.get(column).stream())
                  .mapToInt(String::length)
                  .max()
                  .orElse(0));
    }
    int room = width - 3 * widths.length - 1;
    while (sum(widths) > room && widths[widest(widths)] > LEAST) {
      widths[widest(widths)]--;
    }
    return widths;
  }

  private static int sum(int[] widths) {
    int sum = 0;
    for (int w : widths) {
      sum += w;
    }
    return sum;
  }

  private int widest(int[] widths) {
    int widest = 0;
    for (int c = 1; c < widths.length; c++) {
      if (c != numbers && widths[c] > widths[widest]) {
        widest = c;
      }
    }
    return widest;
  }

  private static String border(int[] widths, String left, String line, String cross, String right) {
    List<String> lines = new ArrayList<>();
    for (int w : widths) {
      lines.add(line.repeat(w + 2));
    }
    return lines.stream().collect(Collectors.joining(cross, left, right + "\n"));
  }

  private void row(StringBuilder out, List<List<String>> cells, int[] widths, String bar) {
    List<List<String>> folded = new ArrayList<>();
    int height = 1;
    for (int c = 0; c < cells.size(); c++) {
      List<String> lines = fold(cells.get(c), widths[c]);
      folded.add(lines);
      height = Math.max(height, lines.size());
    }
    for (int line = 0; line < height; line++) {
      out.append(bar);
      for (int c = 0; c < folded.size(); c++) {
        String text = line < folded.get(c).size() ? folded.get(c).get(line) : "";
        String space = " ".repeat(widths[c] - text.length());
        out.append(' ').append(c == numbers ? space + text : text + space).append(' ').append(bar);
      }
      out.append('\n');
    }
  }

  private static List<String> fold(List<String> lines, int width) {
    List<String> folded = new ArrayList<>();
    for (String line : lines) {
      String rest = line;
      while (rest.length() > width) {
        int space = rest.lastIndexOf(' ', width);
        boolean words = space > 0 && !rest.substring(0, space).isBlank();
        folded.add(rest.substring(0, words ? space : width));
        rest = rest.substring(words ? space + 1 : width);
      }
      folded.add(rest);
    }
    return folded;
  }
}
