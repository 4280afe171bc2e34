package dev.barycenter.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers along one side of a chart.
 *
 * @param least at the axis's start, a multiple of {@code step}
 * @param most at its end
 * @param step between two ticks: 1, 2 or 5 times a power of ten
 */
record Axis(double least, double most, double step) {

  /** Returns the axis with about {@code ticks} ticks that holds two numbers. */
  static Axis of(double low, double high, int ticks) {
    double span = high > low ? high - low : Math.max(Math.abs(low), 1);
    double rough = span / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double times = rough / power;
    double step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    double least = Math.floor(low / step + 1e-9) * step;
    double most = Math.ceil(high / step - 1e-9) * step;
    return new Axis(least, most > least ? most : least + step, step);
  }

  /** Returns the axis that begins at zero and ends right at a positive number. */
  static Axis upTo(double end, int ticks) {
    return new Axis(0, end, of(0, end, ticks).step);
  }

  /** Returns where a number stands: 0 at the start, 1 at the end. */
  double share(double number) {
    return (number - least) / (most - least);
  }

  /** Returns the numbers of the ticks. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long count = (long) Math.floor((most - least) / step + 1e-9);
    for (long i = 0; i <= count; i++) {
      ticks.add(least + i * step);
    }
    return ticks;
  }

  /** Returns a number of this axis as text, with as many digits as the step has. */
  String text(double number) {
    if (step >= 1) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    int digits = (int) Math.ceil(-Math.log10(step) - 1e-9);
    return digits > 5
        ? String.format(Locale.ROOT, "%.1e", number)
        : String.format(Locale.ROOT, "%." + digits + "f", number);
  }
}
