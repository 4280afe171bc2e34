package dev.barycenter.graph.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong in it. */
public final class ConfigException extends IllegalArgumentException {
  private final transient List<Problem> problems;

  /** Creates an exception whose message lists the problems. */
  public ConfigException(List<Problem> problems) {
    super(
        problems.stream()
            .map(p -> p.place().isEmpty() ? p.message() : p.place() + ": " + p.message())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns everything that is wrong, in the order in which it was found. */
  public List<Problem> problems() {
    return problems;
  }
}
