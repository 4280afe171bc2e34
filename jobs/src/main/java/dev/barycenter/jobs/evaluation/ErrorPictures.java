package dev.barycenter.jobs.evaluation;

import dev.barycenter.graph.training.metric.ErrorSums;
import dev.barycenter.jobs.chart.Axis;
import dev.barycenter.jobs.chart.Plot;
import dev.barycenter.jobs.chart.Plot.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The pictures of a regression, each by the end of its file's name. */
final class ErrorPictures {
  private static final int TICKS = 8;
  private static final String BLUE = Plot.COLORS.get(0);

  private ErrorPictures() {}

  /** Returns the pictures. */
  static Map<String, String> of(String output, Regression figures) {
    Map<String, String> pictures = new LinkedHashMap<>();
    pictures.put("residuals", residuals(output, figures));
    pictures.put("predictions", predictions(output, figures));
    return pictures;
  }

  private static String residuals(String output, Regression figures) {
    Regression.Histogram bins = figures.residuals();
    List<Double> counts = bins.counts();
    double width = (bins.to() - bins.from()) / counts.size();
    double highest = Collections.max(counts);
    int first = first(counts);
    int last = last(counts);
    ErrorSums.Errors errors = figures.errors();
    Plot plot =
        new Plot(
            new Plot.Size(560, 360),
            String.format(
                Locale.ROOT,
                "%s: MAE %.4g, RMSE %.4g, R² %.4f, bias %.3g",
                output,
                errors.mae(),
                errors.rmse(),
                errors.r2(),
                errors.bias()),
            Axis.of(bins.from() + first * width, bins.from() + (last + 1) * width, TICKS),
            "residual: prediction less target",
            Axis.of(0, highest, TICKS),
            "rows");
    for (int i = first; i <= last; i++) {
      double from = bins.from() + i * width;
      plot.bar(
          new Point(from + 0.04 * width, 0),
          new Point(from + 0.96 * width, counts.get(i)),
          BLUE,
          0.85);
    }
    if (bins.from() + first * width <= 0 && bins.from() + (last + 1) * width >= 0) {
      plot.dashes(new Point(0, 0), new Point(0, highest));
    }
    return plot.svg("Histogram of the residuals of " + output);
  }

  private static String predictions(String output, Regression figures) {
    Regression.Histogram2D bins = figures.values();
    List<List<Double>> counts = bins.counts();
    int side = counts.size();
    double width = (bins.to() - bins.from()) / side;
    List<Double> used = new ArrayList<>();
    for (int i = 0; i < side; i++) {
      int at = i;
      double asPrediction = counts.stream().mapToDouble(row -> row.get(at)).sum();
      used.add(Collections.max(counts.get(i)) + asPrediction);
    }
    double from = bins.from() + first(used) * width;
    double to = bins.from() + (last(used) + 1) * width;
    Axis axis = Axis.of(from, to, TICKS);
    Plot plot =
        new Plot(
            new Plot.Size(520, 480),
            "%s: darker where more rows are".formatted(output),
            axis,
            "target",
            axis,
            "prediction");
    double most = counts.stream().mapToDouble(Collections::max).max().orElse(1);
    for (int t = 0; t < side; t++) {
      for (int p = 0; p < side; p++) {
        double count = counts.get(t).get(p);
        if (count > 0) {
          Point low = new Point(bins.from() + t * width, bins.from() + p * width);
          Point high = new Point(low.x() + width, low.y() + width);
          plot.bar(low, high, BLUE, 0.12 + 0.88 * Math.log1p(count) / Math.log1p(most));
        }
      }
    }
    return plot.dashes(new Point(from, from), new Point(to, to))
        .svg("Predictions of %s by their targets".formatted(output));
  }

  private static int first(List<Double> counts) {
    return IntStream.range(0, counts.size()).filter(i -> counts.get(i) > 0).findFirst().orElse(0);
  }

  private static int last(List<Double> counts) {
    return IntStream.range(0, counts.size())
        .filter(i -> counts.get(i) > 0)
        .reduce((a, b) -> b)
        .orElse(counts.size() - 1);
  }
}
