package dev.barycenter.graph.training.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/** Bounds gradients, as {@link StepOptions} says. */
final class Clipping {
  private final StepOptions options;
  private final float[] block;

  /**
   * Prepares the bounds.
   *
   * @param block where blocks of gradients are read to and scaled
   */
  Clipping(StepOptions options, float[] block) {
    this.options = options;
    this.block = block;
  }

  /** Returns whether every weight has a scale of its own. */
  boolean isPerWeight() {
    return options.clipnorm() != null && options.clipnorm() > 0;
  }

  /** Returns the scale of the gradient of one weight. */
  float ofOne(FloatBuffer gradients, WeightRange weight) {
    double limit = options.clipnorm() == null ? 0 : options.clipnorm();
    return (float) (limit / Math.max(Math.sqrt(squares(gradients, weight)), limit));
  }

  /** Returns the scale of all gradients. */
  float ofAll(FloatBuffer gradients, List<WeightRange> ranges) {
    Double limit = options.globalClipnorm();
    if (limit == null || limit <= 0) {
      return 1;
    }
    double norm = 0;
    for (WeightRange range : ranges) {
      norm += squares(gradients, range);
    }
    norm = Math.sqrt(norm);
    // A wrong gradient must not look right once it is scaled.
    return Double.isFinite(norm) ? (float) (limit * Math.min(1 / norm, 1 / limit)) : Float.NaN;
  }

  private double squares(FloatBuffer gradients, WeightRange range) {
    double even = 0;
    double odd = 0;
    for (int done = 0; done < range.length(); done += block.length) {
      int length = Math.min(block.length, range.length() - done);
      gradients.get(range.start() + done, block, 0, length);
      for (int i = 0; i + 1 < length; i += 2) {
        even += (double) block[i] * block[i];
        odd += (double) block[i + 1] * block[i + 1];
      }
      even += length % 2 == 0 ? 0 : (double) block[length - 1] * block[length - 1];
    }
    return even + odd;
  }

  /** Scales or clips the gradients of the block. */
  void apply(float scale, int length) {
    if (scale != 1) {
      scale(block, scale, length);
    }
    Double limit = options.clipvalue();
    if (limit != null && limit > 0) {
      clip(block, limit.floatValue(), length);
    }
  }

  private static void scale(float[] block, float scale, int length) {
    for (int i = 0; i < length; i++) {
      block[i] *= scale;
    }
  }

  private static void clip(float[] block, float limit, int length) {
    for (int i = 0; i < length; i++) {
      block[i] = Math.max(-limit, Math.min(limit, block[i]));
    }
  }
}
