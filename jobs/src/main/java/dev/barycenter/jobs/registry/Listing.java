package dev.barycenter.jobs.registry;

import dev.barycenter.jobs.registry.Serving.By;
import dev.barycenter.jobs.registry.Version.Holdout;
import dev.barycenter.jobs.registry.Version.Rows;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Shows a registry to a person. */
public final class Listing {
  private final Registry registry;
  private final ServingHistory history;

  /** Reads which version serves. */
  public Listing(Registry registry) {
    this.registry = registry;
    history = registry.serving();
  }

  /** Returns a line for each version. */
  public String versions() {
    StringBuilder lines = new StringBuilder();
    for (int number : registry.versions()) {
      Optional<Version> version = registry.version(number);
      String line =
          "%4d  %-13s  %s"
              .formatted(
                  number,
                  state(number, version),
                  version
                      .map(v -> "%s; %s".formatted(rows(v.rows()), own(v.holdout())))
                      .orElse(""));
      lines.append(line.stripTrailing()).append('\n');
    }
    return lines.toString();
  }

  /**
   * Returns all that is known of a version.
   *
   * @throws RegistryException if there is no such version, or it is not whole
   */
  public String version(int number) {
    Version version = registry.whole(number);
    StringBuilder lines = new StringBuilder();
    line(lines, "version", "%d, %s".formatted(number, state(number, Optional.of(version))));
    line(lines, "folder", registry.folder(number).toString());
    line(lines, "parent", version.parent() == null ? "none" : "version " + version.parent());
    line(lines, "rows", rows(version.rows()));
    line(lines, "holdout", own(version.holdout()));
    SortedMap<String, Double> serving = version.holdout().serving();
    if (serving != null) {
      line(lines, "", "served then: " + numbers(serving));
    }
    line(lines, "decision", version.why());
    history.entries().stream()
        .filter(entry -> entry.version() == number)
        .forEach(
            entry ->
                line(
                    lines,
                    "served",
                    "%s; %s"
                        .formatted(
                            entry.replaced() == null
                                ? "as the first"
                                : "in place of version " + entry.replaced(),
                            entry.by() == By.RETRAIN ? "by its gate" : entry.why())));
    return lines.toString();
  }

  private static void line(StringBuilder lines, String key, String value) {
    lines.append("%-9s %s%n".formatted(key, value));
  }

  private String state(int number, Optional<Version> version) {
    if (version.isEmpty()) {
      return "not sealed";
    }
    if (history.version().equals(Optional.of(number))) {
      return "serves";
    }
    if (history.hasServed(number)) {
      return "served before";
    }
    return version.get().passed() ? "passed" : "not better";
  }

  private static String rows(Rows rows) {
    String range =
        rows.after() == null
            ? "%s to %s".formatted(rows.upto().column(), rows.upto().value())
            : "%s after %s to %s"
                .formatted(rows.upto().column(), rows.after().value(), rows.upto().value());
    String replayed = rows.replayed() == 0 ? "" : " and %,d older".formatted(rows.replayed());
    return "%s: %,d rows%s".formatted(range, rows.fresh(), replayed);
  }

  private static String own(Holdout holdout) {
    return "%s on %,d held out".formatted(numbers(holdout.version()), holdout.examples());
  }

  private static String numbers(SortedMap<String, Double> numbers) {
    return numbers.entrySet().stream()
        .map(entry -> "%s %.4f".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
