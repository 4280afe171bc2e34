package dev.barycenter.jobs.spec;

import dev.barycenter.driver.event.RunListener;
import dev.barycenter.graph.config.Problems;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Listeners that a spec names by their class. */
public final class Listeners {
  private Listeners() {}

  /** Demands a public class with a public constructor without arguments. */
  static void check(String name, String place, Problems problems) {
    Class<?> found;
    try {
      found = find(name);
    } catch (ClassNotFoundException e) {
      problems.add(
          place,
          "There is no class '%s'. Put its jar on the driver's class path: ./barycenter --jars FILE train …",
          name);
      return;
    }
    boolean plain =
        Modifier.isPublic(found.getModifiers())
            && Arrays.stream(found.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
    if (!RunListener.class.isAssignableFrom(found)) {
      problems.add(
          place,
          "The class '%s' is no %s. Implement that interface.",
          name,
          RunListener.class.getName());
    } else if (!plain) {
      problems.add(
          place,
          "The listener '%s' cannot be made: expected a public class with a public constructor without arguments.",
          name);
    }
  }

  /** Returns a new listener of a class that was checked. */
  public static RunListener create(String name) {
    try {
      return (RunListener) find(name).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "The listener '%s' cannot be made: %s".formatted(name, e.getCause()), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The listener '%s' was checked.".formatted(name), e);
    }
  }

  private static Class<?> find(String name) throws ClassNotFoundException {
    return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
  }
}
