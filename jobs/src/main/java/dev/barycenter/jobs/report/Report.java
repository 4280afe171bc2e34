package dev.barycenter.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.jobs.chart.Markup;
import dev.barycenter.jobs.chart.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page of a run: its curves, where its time went, and its spec; one file that needs no other.
 */
public final class Report {

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;color:#1d2430;max-width:1000px;margin:2em auto;padding:0 1em}
      h1{font-size:1.5em;margin-bottom:.2em} h2{font-size:1.1em;margin:1.6em 0 .4em}
      .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:1em 1.5em}
      figure{margin:0} figcaption{font-weight:600} small{font-weight:400;color:#55606e} svg{width:100%}
      .legend{margin:0;font-size:.85em;color:#55606e} .legend span{margin-right:1em;white-space:nowrap}
      .legend span::before{content:"";display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.35em;background:var(--c)}
      table{border-collapse:collapse} td,th{padding:.15em 1.2em .15em 0;text-align:right} td:first-child,th:first-child{text-align:left}
      .bar{display:flex;height:22px;border-radius:4px;overflow:hidden;margin:.3em 0}
      pre{background:#f4f6f8;padding:1em;overflow-x:auto;font-size:.85em}
      """;

  private final String name;
  private final String spec;
  private final History history = new History();

  /**
   * Prepares a page.
   *
   * @param spec the spec as it was run
   */
  public Report(String name, String spec) {
    this.name = name;
    this.spec = spec;
  }

  /** Adds the next line of {@code metrics.jsonl}. */
  public void add(String line) {
    history.add(line);
  }

  /** Returns the page. */
  public String html() {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html.append("<title>").append(Markup.text(name)).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style></head><body>\n");
    html.append("<h1>").append(Markup.text(name)).append("</h1>\n");
    html.append(numbers()).append(results());
    html.append(section("Learning", learning()));
    html.append("<h2>Where the time went</h2>\n").append(times());
    html.append(section("Rounds", rounds()));
    html.append("<h2>Spec</h2>\n<pre>").append(Markup.text(spec)).append("</pre>\n");
    return html.append("</body></html>\n").toString();
  }

  private String numbers() {
    double examples = history.sum("round.examples");
    double seconds = history.sum("segment.seconds");
    return String.format(
        Locale.ROOT,
        "<p>%,d epochs, %,d rounds, %,.0f examples in %,.1f s (%,.0f examples/s), %,.1f MB"
            + " sent%s.</p>%n",
        history.epochs().size(),
        history.rounds(),
        examples,
        seconds,
        examples / seconds,
        history.sum("round.bytes") / 1e6,
        history.failures() == 0 ? "" : ", %,d failed segments".formatted(history.failures()));
  }

  private String results() {
    if (history.epochs().isEmpty()) {
      return "";
    }
    JsonNode last = history.epochs().get(history.epochs().size() - 1);
    boolean validated = history.metrics().stream().anyMatch(m -> last.has("val_" + m));
    StringBuilder html = new StringBuilder("<table><tr><th>Last epoch</th><th>training</th>");
    html.append(validated ? "<th>validation</th></tr>\n" : "</tr>\n");
    for (String metric : history.metrics()) {
      html.append("<tr><td>").append(Markup.text(metric)).append("</td>");
      html.append(cell(last.path(metric)));
      html.append(validated ? cell(last.path("val_" + metric)) : "").append("</tr>\n");
    }
    return html.append("</table>\n").toString();
  }

  private static String cell(JsonNode number) {
    return "<td>"
        + (number.isNumber() ? String.format(Locale.ROOT, "%.4f", number.asDouble()) : "–")
        + "</td>";
  }

  private static String section(String title, List<Chart> charts) {
    StringBuilder html = new StringBuilder("<h2>").append(title);
    html.append("</h2>\n<div class=\"charts\">\n");
    charts.stream().filter(Chart::exists).map(Chart::html).forEach(html::append);
    return html.append("</div>\n").toString();
  }

  private List<Chart> learning() {
    List<Chart> charts = new ArrayList<>();
    for (String metric : history.metrics()) {
      List<Series> series = new ArrayList<>();
      series.add(history.ofEpochs("training", metric));
      Series validation = history.ofEpochs("validation", "val_" + metric);
      if (!validation.points().isEmpty()) {
        series.add(validation);
      }
      if (series.get(0).points().size() < 2) {
        series.add(history.ofRounds("rounds", "/" + metric));
      }
      charts.add(new Chart(metric, "", series));
    }
    return charts;
  }

  private List<Chart> rounds() {
    List<Series> drift = new ArrayList<>();
    for (String layer : history.layers()) {
      drift.add(history.ofRounds(layer, "/drift/" + layer.replace("~", "~0").replace("/", "~1")));
    }
    return List.of(
        new Chart("loss", "each round", List.of(history.ofRounds("training", "/loss"))),
        new Chart(
            "throughput",
            "examples/s within rounds",
            List.of(history.ofRounds("examples/s", "/examples_per_second"))),
        new Chart("drift", "of the replica that moved furthest, by layer", drift),
        new Chart(
            "local steps",
            "between two averagings",
            List.of(history.ofRounds("local steps", "/local_steps"))));
  }

  private String times() {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (String part : List.of("compute", "exchange", "reduce", "outer", "load")) {
      parts.put(part, history.sum("round.seconds." + part));
    }
    parts.put("starting and ending segments", history.sum("segment.overhead_seconds"));
    double all = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    StringBuilder bar = new StringBuilder("<div class=\"bar\">");
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    int color = 0;
    for (Map.Entry<String, Double> part : parts.entrySet()) {
      double percent = 100 * part.getValue() / all;
      String style = "--c:" + Plot.COLORS.get(color++);
      bar.append(
          String.format(
              Locale.ROOT,
              "<div style=\"%s;background:var(--c);width:%.2f%%\"></div>",
              style,
              percent));
      legend.append(
          String.format(
              Locale.ROOT,
              "<span style=\"%s\">%s %.2f s (%.1f %%)</span> ",
              style,
              part.getKey(),
              part.getValue(),
              percent));
    }
    return bar.append("</div>\n").append(legend).append("</p>\n").toString();
  }
}
