package dev.barycenter.graph.summary;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.WeightSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/**
 * How many numbers a model's weights are.
 *
 * @param total all of them
 * @param trainable those that training moves
 */
public record Parameters(long total, long trainable) {
  private static final int BYTES = Float.BYTES;
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  /** Counts the weights of a model. */
  public static Parameters of(Model model) {
    Map<String, WeightSpec> weights = model.weights();
    long total = weights.values().stream().mapToLong(w -> w.shape().size()).sum();
    long trainable =
        model.trainableWeights().stream()
            .map(weights::get)
            .mapToLong(w -> w == null ? 0 : w.shape().size())
            .sum();
    return new Parameters(total, trainable);
  }

  /** Returns those that training does not move. */
  public long nonTrainable() {
    return total - trainable;
  }

  /** Returns the three lines below the table. */
  String text() {
    return " Total params: %s%n Trainable params: %s%n Non-trainable params: %s%n"
        .formatted(text(total), text(trainable), text(nonTrainable()))
        .replace(System.lineSeparator(), "\n");
  }

  private static String text(long count) {
    double size = (double) count * BYTES;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    // Python rounds halves to even, so Keras does.
    BigDecimal rounded = new BigDecimal(size).setScale(2, RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%,d (%s %s)", count, rounded, UNITS[unit]);
  }
}
