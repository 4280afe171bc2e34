package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.metric.ClassScores;
import dev.barycenter.graph.training.metric.ConfusionMatrix;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.metric.Reliability;
import dev.barycenter.graph.training.metric.RocCurves;
import dev.barycenter.jobs.evaluation.Classification.ClassFigures;
import dev.barycenter.jobs.evaluation.Classification.Curve;
import dev.barycenter.jobs.evaluation.Classification.Means;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What was counted of a classifier, each count with what reads it. */
final class ClassCounts {
  private final ConfusionMatrix confusion;
  private final double[] cells;
  private final RocCurves roc;
  private final double[] odds;
  private final Reliability reliability;
  private final double[] bins;

  /**
   * Takes the counts.
   *
   * @param counts what each of the metrics has counted
   */
  ClassCounts(ClassScores scores, Function<Metric, double[]> counts) {
    confusion = new ConfusionMatrix(scores);
    cells = counts.apply(confusion);
    roc = new RocCurves(scores);
    odds = counts.apply(roc);
    reliability = new Reliability(scores);
    bins = counts.apply(reliability);
  }

  /** Returns the figures. */
  Classification figures(List<String> names) {
    boolean manyAnswers = confusion.matrices(cells) > 1;
    List<ClassFigures> classes = new ArrayList<>();
    if (manyAnswers) {
      for (int i = 0; i < confusion.matrices(cells); i++) {
        classes.add(figures(name(names, i), confusion.matrix(cells, i), 1, roc.area(odds, i)));
      }
    } else {
      double[][] matrix = confusion.matrix(cells, 0);
      for (int i = 0; i < matrix.length; i++) {
        // No and yes are one number: their curves are mirrored, and enclose the same area.
        double area = roc.area(odds, roc.classes(odds) == 1 ? 0 : i);
        classes.add(figures(name(names, i), matrix, i, area));
      }
    }
    return new Classification(
        confusion.result(cells),
        classes,
        means(classes, figures -> 1),
        means(classes, ClassFigures::support),
        manyAnswers ? null : lists(confusion.matrix(cells, 0)),
        curves(classes),
        new Classification.Calibration(reliability.result(bins), reliability.bins(bins)));
  }

  private List<Curve> curves(List<ClassFigures> classes) {
    List<Curve> curves = new ArrayList<>();
    int last = classes.size() - 1;
    for (int i = 0; i < roc.classes(odds); i++) {
      List<RocCurves.Point> points = roc.curve(odds, i);
      curves.add(
          new Curve(
              classes.get(roc.classes(odds) == 1 ? last : i).name(),
              points.stream().map(RocCurves.Point::falsePositiveRate).toList(),
              points.stream().map(RocCurves.Point::truePositiveRate).toList()));
    }
    return curves;
  }

  private static List<List<Double>> lists(double[][] matrix) {
    return Arrays.stream(matrix).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }

  private static String name(List<String> names, int index) {
    return index < names.size() ? names.get(index) : Integer.toString(index);
  }

  private static ClassFigures figures(String name, double[][] matrix, int label, double area) {
    double right = matrix[label][label];
    double predicted = Arrays.stream(matrix).mapToDouble(row -> row[label]).sum();
    double support = Arrays.stream(matrix[label]).sum();
    double precision = share(right, predicted);
    double recall = share(right, support);
    double f1 = share(2 * right, predicted + support);
    return new ClassFigures(name, precision, recall, f1, support, area);
  }

  private static double share(double part, double all) {
    return all == 0 ? 0 : part / all;
  }

  private static Means means(List<ClassFigures> classes, ToDoubleFunction<ClassFigures> weight) {
    List<ClassFigures> met = classes.stream().filter(c -> c.support() > 0).toList();
    return new Means(
        mean(met, ClassFigures::precision, weight),
        mean(met, ClassFigures::recall, weight),
        mean(met, ClassFigures::f1, weight),
        mean(
            met.stream().filter(c -> Double.isFinite(c.auc())).toList(),
            ClassFigures::auc,
            weight));
  }

  private static double mean(
      List<ClassFigures> classes,
      ToDoubleFunction<ClassFigures> figure,
      ToDoubleFunction<ClassFigures> weight) {
    double all = classes.stream().mapToDouble(weight).sum();
    return classes.stream()
            .mapToDouble(c -> weight.applyAsDouble(c) * figure.applyAsDouble(c))
            .sum()
        / all;
  }
}
