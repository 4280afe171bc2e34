package dev.barycenter.graph.summary;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table in text.
 *
 * @param header the titles of the columns
 * @param rows the cells; those beyond the header's columns are not shown
 */
record Table(List<String> header, List<List<String>> rows) {
  @Override
  public String toString() {
    int[] widths =
        IntStream.range(0, header.size())
            .map(
                column ->
                    Math.max(
                        header.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    String rule =
        IntStream.of(widths).mapToObj("─"::repeat).collect(Collectors.joining("──", " ", ""));
    String body = rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    return String.join("\n", line(header, widths), rule, body, rule);
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(
            column -> cells.get(column) + " ".repeat(widths[column] - cells.get(column).length()))
        .collect(Collectors.joining("  ", " ", ""))
        .stripTrailing();
  }
}
