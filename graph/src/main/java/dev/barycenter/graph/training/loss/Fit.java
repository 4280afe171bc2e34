package dev.barycenter.graph.training.loss;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong or odd about a loss on an output; nothing if both lists are empty.
 *
 * @param errors why it cannot be right, each with the fix
 * @param warnings what is probably not meant
 */
public record Fit(List<String> errors, List<String> warnings) {
  /** Nothing to say. */
  static final Fit GOOD = new Fit(List.of(), List.of());

  /** Copies the lists. */
  public Fit {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  static Fit error(String message, Object... arguments) {
    return new Fit(List.of(message.formatted(arguments)), List.of());
  }

  static Fit warning(String message, Object... arguments) {
    return new Fit(List.of(), List.of(message.formatted(arguments)));
  }

  /** Returns the findings of both. */
  Fit and(Fit other) {
    List<String> allErrors = new ArrayList<>(errors);
    allErrors.addAll(other.errors);
    List<String> allWarnings = new ArrayList<>(warnings);
    allWarnings.addAll(other.warnings);
    return new Fit(allErrors, allWarnings);
  }
}
