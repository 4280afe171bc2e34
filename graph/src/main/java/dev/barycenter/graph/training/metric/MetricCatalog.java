package dev.barycenter.graph.training.metric;

import java.util.List;

/** The metrics that can be written by name. */
final class MetricCatalog {
  static final List<Class<? extends Metric>> MEMBERS =
      List.of(
          AccuracyMetric.Accuracy.class,
          AccuracyMetric.BinaryAccuracy.class,
          AccuracyMetric.CategoricalAccuracy.class,
          AccuracyMetric.SparseCategoricalAccuracy.class,
          AccuracyMetric.TopKCategoricalAccuracy.class,
          AccuracyMetric.SparseTopKCategoricalAccuracy.class,
          ErrorMetric.MeanSquaredError.class,
          ErrorMetric.RootMeanSquaredError.class,
          ErrorMetric.MeanAbsoluteError.class,
          ErrorMetric.MeanAbsolutePercentageError.class,
          ErrorMetric.MeanSquaredLogarithmicError.class,
          ErrorMetric.CosineSimilarity.class,
          ErrorMetric.LogCoshError.class,
          ErrorMetric.Poisson.class,
          ErrorMetric.Hinge.class,
          ErrorMetric.SquaredHinge.class,
          ErrorMetric.CategoricalHinge.class,
          ProbabilityMetric.KLDivergence.class,
          ProbabilityMetric.BinaryCrossentropy.class,
          ProbabilityMetric.CategoricalCrossentropy.class,
          ProbabilityMetric.SparseCategoricalCrossentropy.class,
          CountMetric.Precision.class,
          CountMetric.Recall.class,
          CountMetric.TruePositives.class,
          CountMetric.FalsePositives.class,
          CountMetric.TrueNegatives.class,
          CountMetric.FalseNegatives.class,
          AUC.class,
          FScore.F1Score.class,
          FScore.FBetaScore.class,
          R2Score.class);

  private MetricCatalog() {}
}
