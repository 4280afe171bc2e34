package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.metric.Reliability;
import dev.barycenter.jobs.chart.Axis;
import dev.barycenter.jobs.chart.Plot;
import dev.barycenter.jobs.chart.Plot.Corner;
import dev.barycenter.jobs.chart.Plot.Point;
import dev.barycenter.jobs.evaluation.Classification.ClassFigures;
import dev.barycenter.jobs.evaluation.Classification.Curve;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The pictures of a classifier, each by the end of its file's name. */
final class ClassPictures {
  private static final Axis SHARES = Axis.of(0, 1, 5);
  private static final Point ORIGIN = new Point(0, 0);
  private static final Point END = new Point(1, 1);
  private static final String DARK = "#1d2430";
  private static final String BLUE = Plot.COLORS.get(0);

  /** More classes than this have no numbers in their matrix. */
  private static final int NUMBERED = 25;

  /** More classes than this are not listed one by one; of more, those with the lowest figures. */
  private static final int LISTED = 40;

  private final String output;
  private final Classification figures;

  private ClassPictures(String output, Classification figures) {
    this.output = output;
    this.figures = figures;
  }

  /** Returns the pictures. */
  static Map<String, String> of(String output, Classification figures) {
    ClassPictures pictures = new ClassPictures(output, figures);
    Map<String, String> all = new LinkedHashMap<>();
    List<List<Double>> matrix = figures.confusionMatrix();
    if (matrix != null) {
      all.put("confusion", pictures.confusion(matrix));
    }
    all.put("classes", pictures.classes());
    all.put("roc", pictures.roc());
    all.put("calibration", pictures.calibration());
    return all;
  }

  private static String rounded(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  private String confusion(List<List<Double>> matrix) {
    int n = matrix.size();
    List<String> names = figures.classes().stream().map(ClassFigures::name).toList();
    List<String> downwards = new ArrayList<>(names);
    Collections.reverse(downwards);
    int side = Math.min(720, Math.max(280, 44 * n)) + 90;
    Plot plot =
        new Plot(
            new Plot.Size(side + 40, side),
            "%s: accuracy %s".formatted(output, rounded(figures.accuracy())),
            Axis.ofNames(names),
            "predicted class",
            Axis.ofNames(downwards),
            "true class");
    for (int i = 0; i < n; i++) {
      double all = figures.classes().get(i).support();
      for (int j = 0; j < n; j++) {
        double count = matrix.get(i).get(j);
        if (count > 0) {
          cell(plot, new Point(j, n - 1 - i), count, count / all, n <= NUMBERED);
        }
      }
    }
    return plot.svg("Confusion matrix of " + output);
  }

  private static void cell(Plot plot, Point at, double count, double share, boolean numbered) {
    // The root makes rare mistakes visible.
    double opacity = 0.08 + 0.92 * Math.sqrt(share);
    Point low = new Point(at.x() - 0.48, at.y() - 0.48);
    Point high = new Point(at.x() + 0.48, at.y() + 0.48);
    plot.bar(low, high, BLUE, opacity);
    if (numbered) {
      String text = String.format(Locale.ROOT, "%,.0f", count);
      plot.note(at, text, opacity > 0.55 ? "#ffffff" : DARK);
    }
  }

  private String classes() {
    List<ClassFigures> shown = new ArrayList<>(figures.classes());
    String which = "";
    if (shown.size() > LISTED) {
      shown.sort(Comparator.comparingDouble(ClassFigures::f1));
      shown = shown.subList(0, LISTED);
      which = ", the %d lowest of %d".formatted(LISTED, figures.classes().size());
    }
    List<String> names = new ArrayList<>();
    shown.forEach(
        c -> names.add(0, String.format(Locale.ROOT, "%s (%,.0f)", c.name(), c.support())));
    Plot plot =
        new Plot(
            new Plot.Size(560, 100 + 22 * shown.size()),
            "%s: figures of each class%s".formatted(output, which),
            SHARES,
            "share",
            Axis.ofNames(names),
            "class (rows)");
    for (int i = 0; i < shown.size(); i++) {
      double y = shown.size() - 1 - i;
      plot.dot(new Point(shown.get(i).precision(), y + 0.2), 4, Plot.COLORS.get(0));
      plot.dot(new Point(shown.get(i).recall(), y - 0.2), 4, Plot.COLORS.get(1));
      plot.dot(new Point(shown.get(i).f1(), y), 4, Plot.COLORS.get(2));
    }
    return plot.legend(
            Corner.LOWER_LEFT,
            List.of(
                new Plot.Key("precision", Plot.COLORS.get(0)),
                new Plot.Key("F1", Plot.COLORS.get(2)),
                new Plot.Key("recall", Plot.COLORS.get(1))))
        .svg("Precision, recall and F1 of each class of " + output);
  }

  private String roc() {
    Plot plot =
        new Plot(
            new Plot.Size(520, 480),
            "%s: receiver operating characteristic".formatted(output),
            SHARES,
            "false positive rate",
            SHARES,
            "true positive rate");
    plot.dashes(ORIGIN, END);
    List<Curve> curves = figures.roc();
    boolean yesOnly = curves.size() == 1;
    List<Integer> lowest =
        IntStream.range(0, curves.size())
            .boxed()
            .filter(i -> !curves.get(i).falsePositiveRate().isEmpty())
            .sorted(Comparator.comparingDouble(i -> figures.classes().get(i).auc()))
            .toList();
    int colored = Math.min(Plot.COLORS.size(), lowest.size());
    List<Plot.Key> keys = new ArrayList<>();
    for (int rank = lowest.size() - 1; rank >= 0; rank--) {
      int label = lowest.get(rank);
      List<Point> points = points(curves.get(label));
      plot.line(
          points, rank < colored ? Plot.COLORS.get(rank) : Plot.GRAY, rank < colored ? 1.6 : 1);
    }
    for (int rank = 0; rank < colored; rank++) {
      ClassFigures figure = figures.classes().get(yesOnly ? 1 : lowest.get(rank));
      keys.add(
          new Plot.Key(
              "%s: AUC %s".formatted(figure.name(), rounded(figure.auc())), Plot.COLORS.get(rank)));
    }
    if (lowest.size() > colored) {
      String rest = "%d others, with a larger AUC".formatted(lowest.size() - colored);
      keys.add(new Plot.Key(rest, Plot.GRAY));
    }
    return plot.legend(Corner.LOWER_RIGHT, keys).svg("ROC curves of " + output);
  }

  private static List<Point> points(Curve curve) {
    return IntStream.range(0, curve.falsePositiveRate().size())
        .mapToObj(i -> new Point(curve.falsePositiveRate().get(i), curve.truePositiveRate().get(i)))
        .toList();
  }

  private String calibration() {
    List<Reliability.Bin> bins = figures.calibration().bins();
    double all = bins.stream().mapToDouble(Reliability.Bin::count).sum();
    Plot plot =
        new Plot(
            new Plot.Size(520, 480),
            "%s: expected calibration error %s"
                .formatted(output, rounded(figures.calibration().expectedCalibrationError())),
            SHARES,
            "predicted probability",
            SHARES,
            "share that is right");
    bins.forEach(
        bin ->
            plot.bar(
                new Point(bin.from() + 0.004, 0),
                new Point(bin.to() - 0.004, bin.count() / all),
                Plot.GRAY,
                0.45));
    plot.dashes(ORIGIN, END);
    List<Point> points = bins.stream().map(b -> new Point(b.confidence(), b.accuracy())).toList();
    plot.line(points, BLUE, 1.6);
    points.forEach(point -> plot.dot(point, 3.5, BLUE));
    return plot.legend(
            Corner.UPPER_LEFT,
            List.of(
                new Plot.Key("rows of a bin: share that is right", BLUE),
                new Plot.Key("the bin's share of all rows", Plot.GRAY)))
        .svg("Reliability diagram of " + output);
  }
}
