package dev.barycenter.graph.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects what is wrong in a configuration, so that all of it is reported at once. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Remembers a problem. */
  public void add(String place, String message, Object... arguments) {
    found.add(new Problem(place, arguments.length == 0 ? message : message.formatted(arguments)));
  }

  /** Returns the problems found so far, in the order in which they were found. */
  public List<Problem> found() {
    return List.copyOf(found);
  }

  /** Returns whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws all problems as one exception if there are any. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }

  /** Returns the end of a message about an unknown name: the nearest known one, or all of them. */
  public static String suggestion(String unknown, List<String> known) {
    return suggestion(unknown, known, known);
  }

  /**
   * Returns the end of a message about an unknown name: the nearest of all spellings, or the list
   * of what is known.
   */
  static String suggestion(String unknown, List<String> spellings, List<String> known) {
    Optional<String> nearest =
        spellings.stream()
            .filter(k -> distance(normal(unknown), normal(k)) <= Math.max(1, unknown.length() / 3))
            .min(Comparator.comparingInt(k -> distance(normal(unknown), normal(k))));
    return nearest
        .map("Did you mean '%s'?"::formatted)
        .orElseGet(() -> "Known are: " + String.join(", ", known) + ".");
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Returns the optimal string alignment distance: edits and swaps of neighbors. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
