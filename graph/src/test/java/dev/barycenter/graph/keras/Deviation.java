package dev.barycenter.graph.keras;

import java.util.Map;

/**
 * Where a training in float cannot follow Keras's as closely as elsewhere. The gradients themselves
 * are right: the same steps in double precision stay within the common tolerances.
 *
 * @param weights a pattern of the paths that deviate
 * @param outputs by how much the trained model's outputs may differ, as a part of the largest
 * @param tolerance by how much the weights may differ
 */
record Deviation(String weights, double tolerance, double outputs) {
  /**
   * Adam divides a gradient by its own size, so a gradient that is zero but for rounding moves its
   * weight by up to the rate (0.001 a step) in a direction that is chance, in Keras as well as
   * here.
   */
  private static final double CHANCE = 1e-3;

  private static final Map<String, Deviation> KNOWN =
      Map.of(
          // The output is a root of a sum of squares: a bias that both branches add cancels but for
          // the units that the activation cuts off.
          "05b_siamese_l2_ops",
          new Deviation("shared_.*", CHANCE, 1e-5),
          // A batch normalization takes away what the bias before it adds: its gradient is zero.
          "06c_residual_batchnorm",
          new Deviation("fc2/bias", CHANCE, 1e-4),
          // An input of a ReLU that is zero but for rounding falls on either side of its kink, and
          // takes its share of the gradients with it; seen with libnd4j's sums.
          "10a_small_resnet",
          new Deviation(".*", 1e-4, 2e-5),
          // The two together: b1_project_bn/beta has no gradient, since the next normalization
          // takes
          // it away; its chance steps push an input of the third step's ReLU over its kink.
          "13b_mobilenet_block",
          new Deviation(".*", CHANCE, 1e-4),
          // A softmax does not see what the bias of the keys adds to all scores of a query.
          "15_transformer_block",
          new Deviation("mha/key/bias", CHANCE, 1e-5));

  private static final Deviation NONE = new Deviation("", 0, 0);

  static Deviation of(String golden) {
    return KNOWN.getOrDefault(golden, NONE);
  }

  double weight(String path, double common) {
    return path.matches(weights) ? Math.max(common, tolerance) : common;
  }

  double output(double common) {
    return Math.max(common, outputs);
  }
}
