package dev.barycenter.graph.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as Spark's settings write them: {@code 500ms}, {@code 90s}, {@code 10m}, {@code 1h}. */
final class Times {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s?(ms|s|m|min|h|d)");

  private Times() {}

  /** Returns a time, or null if the text is none. */
  static @Nullable Duration read(String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      return null;
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofMinutes(number);
    };
  }

  /** Returns the text of a time. */
  static String write(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
