package dev.barycenter.graph.training.optimizer;

/**
 * Keeps numbers out of the denormal range (below 1.2e-38), where an addition or a product takes a
 * CPU up to a hundred times as long.
 *
 * <p>The moments of a weight whose gradient stays 0 shrink geometrically, and so does the velocity
 * of one that no longer moves; they would stay denormal for ever. Adding a number and subtracting
 * it again rounds to multiples of that number's last digit, and costs next to nothing: a comparison
 * would keep the loop from being vectorized.
 */
public final class Denormals {
  /**
   * Its last digit is 2^-99 or more. What decays to it stays there, for rounding ends the decay,
   * and is multiplied by the learning rate in each step: a rate of 1e-8 still keeps the product
   * above the denormal range.
   */
  private static final float STATE = 0x1p-76f;

  /** The square of its last digit, times a thousandth, is above the denormal range. */
  private static final float GRADIENT = 0x1p-33f;

  private Denormals() {}

  /**
   * Returns a moment, changed by at most 1e-30, or in its last digit while it is below 2^-51
   * (4e-16). A root of such a moment is added to an epsilon of 1e-10 or more, a quotient by it is
   * 1e-20, far below the rounding of the weights.
   */
  public static float settled(float moment) {
    return (moment + STATE) - STATE;
  }

  /**
   * Returns the square of a gradient that is changed by at most 1e-17, or in its last digit while
   * it is below 2^-8. Square roots of such squares are added to an epsilon of 1e-10 or more.
   */
  static float square(float gradient) {
    float rounded = (gradient + GRADIENT) - GRADIENT;
    return rounded * rounded;
  }
}
