package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.metric.Reliability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a classifier.
 *
 * @param accuracy the share of rows that is right; where classes do not exclude each other, of all
 *     their yes and no
 * @param classes the figures of each class
 * @param macro the mean of those that have rows, every class counting the same
 * @param weighted the same, weighted by rows
 * @param confusionMatrix with a row for each true class and a column for each predicted one; null
 *     where classes do not exclude each other
 * @param roc the curve of each class; of two classes in one number that of yes
 */
record Classification(
    double accuracy,
    List<ClassFigures> classes,
    Means macro,
    Means weighted,
    @Nullable List<List<Double>> confusionMatrix,
    List<Curve> roc,
    Calibration calibration) {

  /**
   * One class against all others. What divides by nothing is 0, as in Keras; an area that does not
   * exist is NaN.
   *
   * @param support the rows that are of the class
   * @param auc the area under its receiver operating characteristic
   */
  record ClassFigures(
      String name, double precision, double recall, double f1, double support, double auc) {}

  /**
   * The receiver operating characteristic of a class, point by point; without points where all rows
   * are of the class, or none.
   */
  record Curve(String name, List<Double> falsePositiveRate, List<Double> truePositiveRate) {}

  /** The mean figures of classes. */
  record Means(double precision, double recall, double f1, double auc) {}

  /** How often the classifier is right where it says how sure it is. */
  record Calibration(double expectedCalibrationError, List<Reliability.Bin> bins) {}
}
