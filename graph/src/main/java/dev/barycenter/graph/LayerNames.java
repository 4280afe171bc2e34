package dev.barycenter.graph;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names for layers that were given none, as Keras makes them: {@code dense}, {@code dense_1}, ….
 *
 * <p>They depend on nothing but the names taken before, so a model has the same names whenever and
 * wherever it is built.
 */
public final class LayerNames {
  private final Set<String> taken = new HashSet<>();

  /** Starts with names that are taken. */
  public LayerNames(Collection<String> taken) {
    this.taken.addAll(taken);
  }

  /** Returns and takes the first free name of a class, such as {@code conv2d_1}. */
  public String ofClass(String className) {
    return next(snakeCase(className));
  }

  /** Returns and takes a name, with a number behind it if it is not free. */
  public String next(String base) {
    String name = base;
    for (int i = 1; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /** Returns {@code conv2d} for {@code Conv2D} and {@code re_lu} for {@code ReLU}. */
  public static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
