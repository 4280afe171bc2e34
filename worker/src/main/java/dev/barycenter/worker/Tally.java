package dev.barycenter.worker;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What some steps counted: sums in float64 that add, over steps, replicas and rounds.
 *
 * <p>A mean is the quotient of two sums, taken once at the end; adding in one fixed order gives
 * equal bits. The keys of {@code sums} are the implementation's: the loss of an output, the hits of
 * an accuracy, the cells of a confusion matrix.
 *
 * @param examples the number of examples, the last partial minibatch counted as it is
 * @param weight the sum of the examples' weights; equal to {@code examples} without weights
 * @param loss the sum of weight times loss over the examples, in the loss's own unit
 * @param sums further sums by name; arrays of one name have one length
 */
public record Tally(long examples, double weight, double loss, SortedMap<String, double[]> sums)
    implements Serializable {

  /** Nothing counted yet. */
  public static final Tally NONE = new Tally(0, 0, 0, new TreeMap<>());

  public Tally {
    if (examples < 0) {
      throw new IllegalArgumentException(
          "A tally of %d examples; expected >= 0.".formatted(examples));
    }
  }

  /** Returns the mean loss per unit of weight; NaN when nothing was counted. */
  public double meanLoss() {
    return loss / weight;
  }

  /** Returns the sums of both; neither operand changes. */
  public Tally plus(Tally other) {
    SortedMap<String, double[]> merged = new TreeMap<>(sums);
    other.sums.forEach((name, values) -> merged.merge(name, values, (a, b) -> add(name, a, b)));
    return new Tally(examples + other.examples, weight + other.weight, loss + other.loss, merged);
  }

  private static double[] add(String name, double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "Sums '%s' have lengths %d and %d; one name has one length."
              .formatted(name, a.length, b.length));
    }
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally that
        && examples == that.examples
        && Double.compare(weight, that.weight) == 0
        && Double.compare(loss, that.loss) == 0
        && sums.keySet().equals(that.sums.keySet())
        && sums.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), that.sums.get(e.getKey())));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(examples) * 31 + Double.hashCode(loss);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, double[]> e : sums.entrySet()) {
      text.append(", ").append(e.getKey()).append('=').append(Arrays.toString(e.getValue()));
    }
    return "Tally[examples=%d, weight=%s, loss=%s%s]".formatted(examples, weight, loss, text);
  }
}
