package dev.barycenter.graph.ops;

import org.jspecify.annotations.Nullable;

/**
 * The type of the numbers that matrix products, convolutions and recurrent passes multiply. What
 * they add up, weights, and everything else are float32 in either case.
 */
public enum ComputeType {
  /** 24 bits of precision. */
  FLOAT32,

  /**
   * 8 bits of precision at the range of float32: operands are rounded right before they are
   * multiplied.
   *
   * @see <a href="https://arxiv.org/abs/1905.12322">Kalamkar et al. 2019, A Study of BFLOAT16 for
   *     Deep Learning Training</a>
   */
  BFLOAT16;

  /** Returns why this machine cannot multiply such numbers; null if it can. */
  public @Nullable String unavailable() {
    if (this == FLOAT32) {
      return null;
    }
    String missing = OneDnn.unavailable();
    return missing != null
        ? "oneDNN is not used: " + missing
        : OneDnn.multipliesBfloat16() ? null : "its CPU has neither AVX-512 BF16 nor AMX";
  }
}
