package dev.barycenter.graph.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.graph.layer.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What an evaluation counts, against numbers that can be worked out by hand. */
class EvaluationCountsTest {
  private static final Offset<Double> CLOSE = within(1e-6);

  /** Four rows of three classes; the fifth has no class, the sixth is masked. */
  private static final Rows THREE_CLASSES =
      new Rows(
              6,
              1,
              3,
              new float[] {
                .7f, .2f, .1f, .1f, .6f, .3f, .3f, .3f, .4f, .5f, .3f, .2f, 1, 0, 0, 1, 0, 0
              },
              1,
              new float[] {0, 1, 1, 2, 7, 1})
          .weighted(new float[] {1, 1, 1, 1, 1, 0});

  private static final float[] YES = {.9f, .8f, .4f, .1f};

  private static Rows yesOrNo(float... predictions) {
    return new Rows(4, 1, 1, predictions, 1, new float[] {1, 0, 1, 0});
  }

  private static float logit(float p) {
    return (float) Math.log(p / (1 - p));
  }

  private static double[] count(Metric metric, int units, Rows... batches) {
    double[] sums = new double[metric.size(Shape.of(units))];
    for (Rows batch : batches) {
      metric.add(sums, batch);
    }
    return sums;
  }

  @Test
  void theMatrixHasARowForEachTrueClass() {
    ConfusionMatrix confusion = new ConfusionMatrix(new ClassScores(true, false));
    double[] sums = count(confusion, 3, THREE_CLASSES);
    assertThat(confusion.matrix(sums, 0))
        .isDeepEqualTo(new double[][] {{1, 0, 0}, {0, 1, 1}, {1, 0, 0}});
    assertThat(confusion.result(sums)).isEqualTo(0.5);
  }

  @Test
  void classesThatDoNotExcludeEachOtherHaveAMatrixEach() {
    ConfusionMatrix confusion = new ConfusionMatrix(new ClassScores(false, false));
    Rows rows = new Rows(2, 1, 2, new float[] {.9f, .2f, .6f, .7f}, 2, new float[] {1, 1, 0, 1});
    double[] sums = count(confusion, 2, rows);
    assertThat(confusion.matrices(sums)).isEqualTo(2);
    assertThat(confusion.matrix(sums, 0)).isDeepEqualTo(new double[][] {{0, 1}, {0, 1}});
    assertThat(confusion.matrix(sums, 1)).isDeepEqualTo(new double[][] {{0, 0}, {1, 1}});
    assertThat(confusion.result(sums)).isEqualTo(0.5);
  }

  @Test
  void theAreaIsTheShareOfPairsInTheRightOrder() {
    RocCurves roc = new RocCurves(new ClassScores(true, false));
    double[] sums = count(roc, 3, THREE_CLASSES);
    assertThat(roc.area(sums, 0)).isCloseTo(1, CLOSE); // 0.7 above 0.1, 0.3 and 0.5
    assertThat(roc.area(sums, 1)).isCloseTo(0.875, CLOSE); // 0.6 and 0.3 to 0.2 and 0.3: one tie
    assertThat(roc.area(sums, 2)).isCloseTo(1 / 3.0, CLOSE); // 0.2 above 0.1, below 0.3 and 0.4
    assertThat(roc.result(sums)).isCloseTo((1 + 0.875 + 1 / 3.0) / 3, CLOSE);
  }

  @Test
  void aCurveRunsFromNothingToEverything() {
    RocCurves roc = new RocCurves(new ClassScores(false, false));
    double[] sums = count(roc, 1, yesOrNo(YES));
    assertThat(roc.curve(sums, 0))
        .containsExactly(
            new RocCurves.Point(0, 0),
            new RocCurves.Point(0, 0.5),
            new RocCurves.Point(0.5, 0.5),
            new RocCurves.Point(0.5, 1),
            new RocCurves.Point(1, 1));
    assertThat(roc.area(sums, 0)).isEqualTo(0.75);
  }

  @Test
  void aClassWithoutRowsHasNoCurve() {
    RocCurves roc = new RocCurves(new ClassScores(false, false));
    double[] sums = count(roc, 1, new Rows(1, 1, 1, new float[] {.5f}, 1, new float[] {1}));
    assertThat(roc.curve(sums, 0)).isEmpty();
    assertThat(roc.area(sums, 0)).isNaN();
  }

  @Test
  void theCalibrationErrorIsTheMeanGapOfConfidenceAndAccuracy() {
    Reliability top = new Reliability(new ClassScores(true, false));
    // Sure by 0.7 and 0.6 and right, by 0.4 and 0.5 and wrong.
    assertThat(top.result(count(top, 3, THREE_CLASSES)))
        .isCloseTo((0.3 + 0.4 + 0.4 + 0.5) / 4, CLOSE);
    Reliability yes = new Reliability(new ClassScores(false, false));
    assertThat(yes.result(count(yes, 1, yesOrNo(YES))))
        .isCloseTo((0.1 + 0.8 + 0.6 + 0.1) / 4, CLOSE);
  }

  @Test
  void rowsOfOneBinAreTakenTogether() {
    Reliability yes = new Reliability(new ClassScores(false, false));
    double[] sums = count(yes, 1, yesOrNo(.61f, .62f, .63f, .64f));
    assertThat(yes.bins(sums))
        .singleElement()
        .satisfies(
            bin -> {
              assertThat(bin.from()).isEqualTo(0.6);
              assertThat(bin.count()).isEqualTo(4);
              assertThat(bin.confidence()).isCloseTo(0.625, CLOSE);
              assertThat(bin.accuracy()).isEqualTo(0.5);
            });
    assertThat(yes.result(sums)).isCloseTo(0.125, CLOSE);
  }

  @Test
  void logitsGiveWhatTheirProbabilitiesGive() {
    float[] logits = {logit(.9f), logit(.8f), logit(.4f), logit(.1f)};
    ClassScores scores = new ClassScores(false, true);
    Reliability yes = new Reliability(scores);
    assertThat(yes.result(count(yes, 1, yesOrNo(logits)))).isCloseTo(0.4, CLOSE);
    ConfusionMatrix confusion = new ConfusionMatrix(scores);
    assertThat(confusion.matrix(count(confusion, 1, yesOrNo(logits)), 0))
        .isDeepEqualTo(new double[][] {{1, 1}, {1, 1}});
    Rows row =
        new Rows(1, 1, 2, new float[] {0, (float) Math.log(3)}, 1, new float[] {1}); // 1/4, 3/4
    Reliability top = new Reliability(new ClassScores(true, true));
    assertThat(top.result(count(top, 2, row))).isCloseTo(0.25, CLOSE);
  }

  @Test
  void errorsAreThoseOfEachNumberAndOfAll() {
    ErrorSums errors = new ErrorSums();
    // Errors of the first number 1, 0, -1, 2; the second is right.
    Rows first = new Rows(2, 1, 2, new float[] {2, 7, 2, 8}, 2, new float[] {1, 7, 2, 8});
    Rows second = new Rows(2, 1, 2, new float[] {2, 9, 6, 6}, 2, new float[] {3, 9, 4, 6});
    double[] sums = count(errors, 2, first, second);
    assertThat(errors.units(sums)).isEqualTo(2);
    assertThat(errors.errors(sums, 0))
        .isEqualTo(new ErrorSums.Errors(1, Math.sqrt(6 / 4.0), 1 - 6 / 5.0, 0.5));
    assertThat(errors.errors(sums, 1)).isEqualTo(new ErrorSums.Errors(0, 0, 1, 0));
    // Both vary by 5.
    assertThat(errors.errors(sums))
        .isEqualTo(new ErrorSums.Errors(0.5, Math.sqrt(6 / 8.0), 1 - 6 / 10.0, 0.25));
    assertThat(errors.errorSpread(sums).mean()).isEqualTo(0.25);
    assertThat(errors.errorSpread(sums).deviation()).isCloseTo(Math.sqrt(0.75 - 0.0625), CLOSE);
  }

  @Test
  void whatLiesOutsideCountsInTheOutermostBins() {
    ErrorHistogram histogram =
        new ErrorHistogram(new ErrorHistogram.Range(-32, 32), new ErrorHistogram.Range(0, 64));
    Rows rows =
        new Rows(4, 1, 1, new float[] {5, 2, 60, 1}, 1, new float[] {2.5f, 100, 61.5f, .5f});
    double[] sums = count(histogram, 1, rows);
    assertThat(sums[0]).isEqualTo(1); // 2 - 100
    assertThat(sums[32 - 2]).isEqualTo(1); // 60 - 61.5
    assertThat(sums[32 + 2]).isEqualTo(1); // 5 - 2.5
    assertThat(sums[32]).isEqualTo(1); // 1 - 0.5
    assertThat(sums[64 + 63 * 64 + 2]).isEqualTo(1);
    assertThat(sums[64 + 2 * 64 + 5]).isEqualTo(1);
    assertThat(histogram.result(sums)).isEqualTo(-1.5);
  }
}
