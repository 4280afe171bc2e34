package dev.barycenter.jobs.registry;

import dev.barycenter.jobs.registry.Serving.By;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which versions have served, as somebody saw it.
 *
 * @param last the number of the last file, also of one that does not count; 0 for none
 * @param entries those that count, oldest first
 */
public record ServingHistory(int last, List<Serving> entries) {

  /** Copies the list. */
  public ServingHistory {
    entries = List.copyOf(entries);
  }

  /** Returns the version that serves; empty if none does. */
  public Optional<Integer> version() {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(entries.size() - 1).version());
  }

  /** Returns whether a version serves or has served. */
  public boolean hasServed(int version) {
    return entries.stream().anyMatch(entry -> entry.version() == version);
  }

  /**
   * Returns the version to go back to: the one that was replaced when the version that serves was
   * last promoted, so that going back twice goes back by two. Empty if there is none.
   */
  public Optional<Integer> before() {
    List<Serving> newestFirst = new ArrayList<>(entries);
    Collections.reverse(newestFirst);
    return version()
        .flatMap(
            version ->
                newestFirst.stream()
                    .filter(entry -> entry.version() == version && entry.by() != By.ROLLBACK)
                    .findFirst())
        .map(Serving::replaced)
        .filter(Objects::nonNull);
  }

  /** Returns the entry that makes a version serve after this. */
  public Serving next(int version, By by, String why) {
    return new Serving(version, version().orElse(null), by, why);
  }
}
