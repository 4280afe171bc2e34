package dev.barycenter.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.metric.ClassScores;
import dev.barycenter.graph.training.metric.ErrorHistogram;
import dev.barycenter.graph.training.metric.ErrorSums;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.metric.Rows;
import dev.barycenter.jobs.evaluation.Classification.ClassFigures;
import dev.barycenter.jobs.evaluation.Classification.Curve;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Figures of a few rows, against numbers that can be worked out by hand. */
class FindingsTest {
  private static final Offset<Double> CLOSE = within(1e-6);

  private static double[] count(Metric metric, int units, Rows rows) {
    double[] sums = new double[metric.size(Shape.of(units))];
    metric.add(sums, rows);
    return sums;
  }

  private static Classification classification(
      boolean exclusive, int units, Rows rows, List<String> names) {
    return new ClassCounts(new ClassScores(exclusive, false), metric -> count(metric, units, rows))
        .figures(names);
  }

  /** True classes 0, 1, 1, 2, taken for 0, 1, 2, 0. */
  private static Classification clothes() {
    float[] predictions = {.7f, .2f, .1f, .1f, .6f, .3f, .3f, .3f, .4f, .5f, .3f, .2f};
    Rows rows = new Rows(4, 1, 3, predictions, 1, new float[] {0, 1, 1, 2});
    return classification(true, 3, rows, List.of("hat", "shirt & tie", "shoes"));
  }

  private static Classification spam() {
    Rows rows = new Rows(4, 1, 1, new float[] {.9f, .8f, .4f, .1f}, 1, new float[] {1, 0, 1, 0});
    return classification(false, 1, rows, List.of());
  }

  private static Classification topics() {
    Rows rows = new Rows(2, 1, 2, new float[] {.9f, .2f, .6f, .7f}, 2, new float[] {1, 1, 0, 1});
    return classification(false, 2, rows, List.of("sports", "news"));
  }

  private static Regression power() {
    Rows rows = new Rows(4, 1, 1, new float[] {2, 2, 2, 6}, 1, new float[] {1, 2, 3, 4});
    ErrorSums errors = new ErrorSums();
    double[] sums = count(errors, 1, rows);
    ErrorHistogram histogram =
        new ErrorHistogram(
            ErrorHistogram.Range.of(errors.errorSpread(sums)),
            ErrorHistogram.Range.of(errors.valueSpread(sums)));
    return Regression.of(errors, sums, histogram, count(histogram, 1, rows));
  }

  private static Findings findings() {
    return new Findings(
        "runs/all",
        "rows.csv",
        4,
        0,
        new TreeMap<>(Map.of("loss", 0.25)),
        Map.of("kind", clothes(), "spam", spam(), "topics", topics()),
        Map.of("a/power", power()));
  }

  @Test
  void everyClassHasItsFigures() {
    Classification found = clothes();
    assertThat(found.accuracy()).isEqualTo(0.5);
    assertThat(found.classes().get(0)).isEqualTo(new ClassFigures("hat", 0.5, 1, 2 / 3.0, 1, 1));
    ClassFigures shirts = found.classes().get(1);
    assertThat(List.of(shirts.precision(), shirts.recall(), shirts.support()))
        .containsExactly(1.0, 0.5, 2.0);
    assertThat(shirts.f1()).isCloseTo(2 / 3.0, CLOSE);
    assertThat(shirts.auc()).isCloseTo(0.875, CLOSE);
    assertThat(found.classes().get(2).f1()).isZero();
    assertThat(found.macro().precision()).isCloseTo(0.5, CLOSE);
    assertThat(found.weighted().f1()).isCloseTo((2 / 3.0 + 2 * 2 / 3.0) / 4, CLOSE);
    assertThat(found.calibration().expectedCalibrationError()).isCloseTo(0.4, CLOSE);
  }

  @Test
  void yesAndNoAreTwoClassesWithOneCurve() {
    Classification found = spam();
    assertThat(found.confusionMatrix()).isEqualTo(List.of(List.of(1.0, 1.0), List.of(1.0, 1.0)));
    assertThat(found.classes()).extracting(ClassFigures::name).containsExactly("0", "1");
    assertThat(found.classes()).extracting(ClassFigures::auc).containsExactly(0.75, 0.75);
    assertThat(found.roc()).extracting(Curve::name).containsExactly("1");
  }

  @Test
  void classesThatDoNotExcludeEachOtherAreJudgedEachForItself() {
    Classification found = topics();
    assertThat(found.confusionMatrix()).isNull();
    assertThat(found.classes().get(0)).isEqualTo(new ClassFigures("sports", 0.5, 1, 2 / 3.0, 1, 1));
    assertThat(found.classes().get(1).recall()).isEqualTo(0.5);
    assertThat(found.classes().get(1).auc()).isNaN(); // all rows are news
  }

  @Test
  void aRegressionHasItsErrorsAndBins() {
    Regression found = power();
    assertThat(found.errors()).isEqualTo(new ErrorSums.Errors(1, Math.sqrt(1.5), 1 - 6 / 5.0, 0.5));
    assertThat(found.numbers()).isEmpty();
    assertThat(found.residuals().counts()).hasSize(64).contains(1.0).doesNotContain(2.0);
  }

  @Test
  void theJsonHoldsAllFigures() throws IOException {
    JsonNode json = new ObjectMapper().readTree(findings().json());
    assertThat(json.at("/metrics/loss").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/classifiers/kind/confusion_matrix/1").toString())
        .isEqualTo("[0.0,1.0,1.0]");
    assertThat(json.at("/classifiers/kind/classes/1/name").asText()).isEqualTo("shirt & tie");
    assertThat(json.at("/classifiers/spam/roc/0/true_positive_rate/1").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/classifiers/spam/calibration/expected_calibration_error").asDouble())
        .isCloseTo(0.4, CLOSE);
    assertThat(json.at("/classifiers/topics/classes/1/auc").asText()).isEqualTo("NaN");
    assertThat(json.at("/regressions/a~1power/errors/bias").asDouble()).isEqualTo(0.5);
  }

  @Test
  void thereAreWellFormedPicturesOfEveryOutput() {
    Map<String, String> pictures = findings().pictures();
    assertThat(pictures.keySet())
        .containsExactly(
            "a_power-predictions.svg",
            "a_power-residuals.svg",
            "kind-calibration.svg",
            "kind-classes.svg",
            "kind-confusion.svg",
            "kind-roc.svg",
            "spam-calibration.svg",
            "spam-classes.svg",
            "spam-confusion.svg",
            "spam-roc.svg",
            "topics-calibration.svg",
            "topics-classes.svg",
            "topics-roc.svg");
    assertThat(pictures.values())
        .allSatisfy(
            svg ->
                assertThatCode(
                        () ->
                            DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(svg))))
                    .doesNotThrowAnyException());
    assertThat(pictures.get("kind-confusion.svg"))
        .contains(">shirt &amp; tie</text>")
        .doesNotContain("NaN");
  }
}
