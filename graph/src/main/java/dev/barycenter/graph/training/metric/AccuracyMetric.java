package dev.barycenter.graph.training.metric;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.layer.Shape;
import java.util.List;

/** The share of predictions that are right. */
public sealed interface AccuracyMetric extends RowMetric {
  @Override
  default boolean higherIsBetter() {
    return true;
  }

  /**
   * The accuracy that fits the output, as {@code metrics=["accuracy"]} means in Keras: binary for
   * one unit, sparse for labels, else categorical.
   */
  @Alias("acc")
  record Accuracy() implements AccuracyMetric {
    @Override
    public Metric on(Shape prediction, Shape target) {
      int units = prediction.rank() == 0 ? 1 : prediction.last();
      if (units == 1) {
        return new BinaryAccuracy(0.5);
      }
      boolean labels = target.rank() < prediction.rank() || target.last() == 1;
      return labels ? new SparseCategoricalAccuracy() : new CategoricalAccuracy();
    }

    @Override
    public double value(Rows rows, int row) {
      if (rows.width() == 1) {
        return new BinaryAccuracy(0.5).value(rows, row);
      }
      return rows.best(row) == rows.label(row) ? 1 : 0;
    }
  }

  /** The share of units on the right side of a threshold. */
  record BinaryAccuracy(@Default("0.5") double threshold) implements AccuracyMetric {
    /** Checks the threshold. */
    public BinaryAccuracy {
      if (!(threshold > 0 && threshold < 1)) {
        throw new IllegalArgumentException(
            "'threshold' must be between 0 and 1, but was %s.".formatted(threshold));
      }
    }

    @Override
    public double value(Rows rows, int row) {
      int right = 0;
      for (int i = 0; i < rows.width(); i++) {
        float said = rows.prediction(row, i) > (float) threshold ? 1 : 0;
        right += said == rows.target(row, i) ? 1 : 0;
      }
      return (double) right / rows.width();
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The share of rows whose largest prediction stands where the largest target does. */
  record CategoricalAccuracy() implements AccuracyMetric {
    @Override
    public double value(Rows rows, int row) {
      return rows.best(row) == rows.label(row) ? 1 : 0;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The share of rows whose largest prediction stands at the label. */
  record SparseCategoricalAccuracy() implements AccuracyMetric {
    @Override
    public double value(Rows rows, int row) {
      return rows.best(row) == rows.target(row, 0) ? 1 : 0;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.labels(this, prediction, target);
    }
  }

  /** The share of rows where the class is among the k largest predictions. */
  record TopKCategoricalAccuracy(@Default("5") int k) implements AccuracyMetric {
    /** Checks the number. */
    public TopKCategoricalAccuracy {
      MetricCheck.positive("k", k);
    }

    @Override
    public double value(Rows rows, int row) {
      return rows.above(row, rows.label(row)) < k ? 1 : 0;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.equalWidths(this, prediction, target);
    }
  }

  /** The share of rows where the label is among the k largest predictions. */
  record SparseTopKCategoricalAccuracy(@Default("5") int k) implements AccuracyMetric {
    /** Checks the number. */
    public SparseTopKCategoricalAccuracy {
      MetricCheck.positive("k", k);
    }

    @Override
    public double value(Rows rows, int row) {
      return rows.above(row, (int) rows.target(row, 0)) < k ? 1 : 0;
    }

    @Override
    public List<String> check(Shape prediction, Shape target) {
      return MetricCheck.labels(this, prediction, target);
    }
  }
}
