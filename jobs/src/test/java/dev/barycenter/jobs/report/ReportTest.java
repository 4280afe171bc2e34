package dev.barycenter.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.barycenter.jobs.chart.Plot;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The page of a run shows what its lines say. */
class ReportTest {

  private static String lines(int epochs, int roundsPerEpoch) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < epochs * roundsPerEpoch; i++) {
      lines.append(
          """
          {"event":"round","round":%d,"epoch":1,"global_step":%d,"local_steps":10,"examples":640,"loss":%s,"examples_per_second":6400.0,"seconds":{"load":0.0,"compute":0.3,"exchange":0.1,"reduce":0.0,"outer":0.0},"bytes":1000,"drift":{"a/b":0.5,"<c>":0.25},"left_out":[]}
          """
              .formatted(i + 1, 10 * (i + 1), i == 1 ? "\"NaN\"" : 1.0 / (i + 1)));
      if ((i + 1) % roundsPerEpoch == 0) {
        lines.append(
            """
            {"event":"segment","round":%d,"rounds":2,"seconds":1.0,"overhead_seconds":0.2}
            {"event":"epoch","round":%d,"epoch":%d,"examples":1280,"loss":%s,"accuracy":0.75,"val_loss":0.625,"val_accuracy":0.5}
            """
                .formatted(i + 1, i + 1, (i + 1) / roundsPerEpoch, 1.0 / (i + 1)));
      }
    }
    return lines.toString();
  }

  private static String page(String name, String lines, String spec) {
    Report report = new Report(name, spec);
    lines.lines().forEach(report::add);
    return report.html();
  }

  private static List<String> pictures(String html) {
    List<String> pictures = new ArrayList<>();
    Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
    while (svg.find()) {
      pictures.add(svg.group());
    }
    return pictures;
  }

  @Test
  void thereIsAChartForEachMetricAndForTheRounds() {
    String html = page("<mine>", lines(3, 2), "name: a&b\n");
    assertThat(html)
        .contains(
            "<title>&lt;mine&gt;</title>",
            "<p>3 epochs, 6 rounds, 3,840 examples in 3.0 s (1,280 examples/s), 0.0 MB sent.</p>",
            "<tr><td>loss</td><td>0.1667</td><td>0.6250</td></tr>",
            "<tr><td>accuracy</td><td>0.7500</td><td>0.5000</td></tr>",
            "compute 1.80 s (60.0 %)",
            "exchange 0.60 s (20.0 %)",
            "starting and ending segments 0.60 s (20.0 %)",
            "<pre>name: a&amp;b\n</pre>")
        .doesNotContain("NaN,", "src=", "href=");
    assertThat(pictures(html)).hasSize(6);
  }

  @Test
  void everyPictureIsWellFormed() {
    for (String picture : pictures(page("run", lines(2, 3), ""))) {
      assertThatCode(
              () ->
                  DocumentBuilderFactory.newInstance()
                      .newDocumentBuilder()
                      .parse(new InputSource(new StringReader(picture))))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aLongRunMakesNoLongPage() {
    String html = page("long", lines(1, 20_000), "");
    assertThat(html.length()).isLessThan(100_000);
    assertThat(html)
        .contains("<p>1 epochs, 20,000 rounds, 12,800,000 examples")
        .contains(">200,000</text>");
  }

  @Test
  void theStepsOfPhasesFollowEachOther() {
    String html = page("phases", lines(1, 4) + lines(1, 6), "");
    assertThat(html).contains(">100</text>", "<p>2 epochs, 10 rounds");
  }

  @Test
  void ofASingleEpochTheRoundsAreShown() {
    assertThat(page("one", lines(1, 4), "")).contains("<span style=\"--c:#009e73\">rounds</span>");
  }

  @Test
  void thinningTakesMeansOfNeighborsAndLeavesGapsOut() {
    List<Plot.Point> points = new ArrayList<>();
    for (int i = 1; i <= 800; i++) {
      points.add(new Plot.Point(i, i == 2 ? Double.NaN : i));
    }
    List<Plot.Point> thinned = new Series("s", points, false).thinned().points();
    assertThat(thinned).hasSize(400);
    assertThat(thinned.get(0)).isEqualTo(new Plot.Point(2, 1));
    assertThat(thinned.get(1)).isEqualTo(new Plot.Point(4, 3.5));
  }
}
