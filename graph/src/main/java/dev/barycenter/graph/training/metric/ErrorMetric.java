package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.List;

/** A distance between predictions {@code p} and targets {@code t} of a row. */
public sealed interface ErrorMetric extends RowMetric {
  /** Keras's smallest number that is divided by or taken the logarithm of. */
  double EPSILON = 1e-7;

  /** Returns the distance of one prediction from its target. */
  double distance(double t, double p);

  /** Returns the mean of the distances. */
  @Override
  default double value(Rows rows, int row) {
    double sum = 0;
    for (int i = 0; i < rows.width(); i++) {
      sum += distance(rows.target(row, i), rows.prediction(row, i));
    }
    return sum / rows.width();
  }

  @Override
  default List<String> check(Shape prediction, Shape target) {
    return MetricCheck.equalWidths(this, prediction, target);
  }

  /** {@code (t - p)^2}. */
  @Alias({"mse", "MSE"})
  record MeanSquaredError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return (t - p) * (t - p);
    }
  }

  /** The square root of the mean of {@code (t - p)^2} over everything counted. */
  @Alias({"rmse", "RMSE"})
  record RootMeanSquaredError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return (t - p) * (t - p);
    }

    @Override
    public double result(double[] sums) {
      return Math.sqrt(ErrorMetric.super.result(sums));
    }
  }

  /** {@code |t - p|}. */
  @Alias({"mae", "MAE"})
  record MeanAbsoluteError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return Math.abs(t - p);
    }
  }

  /** {@code 100 |t - p| / max(|t|, eps)}. */
  @Alias({"mape", "MAPE"})
  record MeanAbsolutePercentageError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return 100 * Math.abs((t - p) / Math.max(Math.abs(t), EPSILON));
    }
  }

  /** {@code (log(max(t, eps) + 1) - log(max(p, eps) + 1))^2}. */
  @Alias({"msle", "MSLE"})
  record MeanSquaredLogarithmicError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      double difference = Math.log1p(Math.max(p, EPSILON)) - Math.log1p(Math.max(t, EPSILON));
      return difference * difference;
    }
  }

  /** {@code log(cosh(p - t))}. */
  @Alias({"logcosh", "log_cosh"})
  record LogCoshError() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      double size = Math.abs(p - t);
      return size + Math.log1p(Math.exp(-2 * size)) - Math.log(2);
    }
  }

  /** {@code p - t log(p + eps)}. */
  record Poisson() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return p - t * Math.log(p + EPSILON);
    }
  }

  /** {@code max(1 - t p, 0)}; where all targets of a minibatch are 0 or 1, 0 stands for -1. */
  record Hinge() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return Math.max(1 - t * p, 0);
    }

    @Override
    public void add(double[] sums, Rows rows) {
      ErrorMetric.super.add(sums, Signs.of(rows));
    }
  }

  /** {@code max(1 - t p, 0)^2}; where all targets of a minibatch are 0 or 1, 0 stands for -1. */
  record SquaredHinge() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      double shortfall = Math.max(1 - t * p, 0);
      return shortfall * shortfall;
    }

    @Override
    public void add(double[] sums, Rows rows) {
      ErrorMetric.super.add(sums, Signs.of(rows));
    }
  }

  /** {@code max(max((1 - t) p) - sum(t p) + 1, 0)} of one-hot targets. */
  record CategoricalHinge() implements ErrorMetric {
    @Override
    public double distance(double t, double p) {
      return t * p;
    }

    @Override
    public double value(Rows rows, int row) {
      double right = 0;
      double others = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < rows.width(); i++) {
        right += distance(rows.target(row, i), rows.prediction(row, i));
        others = Math.max(others, distance(1 - rows.target(row, i), rows.prediction(row, i)));
      }
      return Math.max(others - right + 1, 0);
    }
  }

  /** The cosine of the angle between prediction and target: 1 for one direction. */
  record CosineSimilarity(@Default("-1") int axis) implements ErrorMetric {
    /** Checks that the axis is the last one. */
    public CosineSimilarity {
      if (axis != -1) {
        throw new IllegalArgumentException(
            "'axis' of the metric CosineSimilarity must be -1, but was %d.".formatted(axis));
      }
    }

    @Override
    public double distance(double t, double p) {
      return t * p;
    }

    @Override
    public double value(Rows rows, int row) {
      double product = 0;
      double ofTarget = 0;
      double ofPrediction = 0;
      for (int i = 0; i < rows.width(); i++) {
        double t = rows.target(row, i);
        double p = rows.prediction(row, i);
        product += distance(t, p);
        ofTarget += t * t;
        ofPrediction += p * p;
      }
      return product
          / Math.max(Math.sqrt(ofTarget), EPSILON)
          / Math.max(Math.sqrt(ofPrediction), EPSILON);
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }
}
