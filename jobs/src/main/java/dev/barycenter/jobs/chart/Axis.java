package dev.barycenter.jobs.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers along one side of a plot, or names at the numbers 0, 1, 2, ….
 *
 * @param least at the axis's start
 * @param most at its end
 * @param step between two ticks: for numbers 1, 2 or 5 times a power of ten
 * @param names of the ticks; empty for numbers
 */
public record Axis(double least, double most, double step, List<String> names) {
  /** Copies the names. */
  public Axis {
    names = List.copyOf(names);
  }

  /** Returns the axis with about {@code ticks} ticks that holds two numbers. */
  public static Axis of(double low, double high, int ticks) {
    double span = high > low ? high - low : Math.max(Math.abs(low), 1);
    double rough = span / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double times = rough / power;
    double step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    double least = Math.floor(low / step + 1e-9) * step;
    double most = Math.ceil(high / step - 1e-9) * step;
    return new Axis(least, most > least ? most : least + step, step, List.of());
  }

  /** Returns the axis that begins at zero and ends right at a positive number. */
  public static Axis upTo(double end, int ticks) {
    return new Axis(0, end, of(0, end, ticks).step, List.of());
  }

  /** Returns the axis with a place, one wide, for each name. */
  public static Axis ofNames(List<String> names) {
    return new Axis(-0.5, names.size() - 0.5, 1, names);
  }

  /** Returns where a number stands: 0 at the start, 1 at the end. */
  double share(double number) {
    return (number - least) / (most - least);
  }

  /** Returns the numbers of the ticks. */
  public List<Double> ticks() {
    double first = names.isEmpty() ? Math.ceil(least / step - 1e-9) * step : 0;
    List<Double> ticks = new ArrayList<>();
    long count = (long) Math.floor((most - first) / step + 1e-9);
    for (long i = 0; i <= count; i++) {
      ticks.add(first + i * step);
    }
    return ticks;
  }

  /** Returns what stands at a tick: its name, or the number with as many digits as the step has. */
  public String text(double number) {
    if (!names.isEmpty()) {
      return names.get((int) Math.round(number));
    }
    if (step >= 1) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    int digits = (int) Math.ceil(-Math.log10(step) - 1e-9);
    return digits > 5
        ? String.format(Locale.ROOT, "%.1e", number)
        : String.format(Locale.ROOT, "%." + digits + "f", number);
  }
}
