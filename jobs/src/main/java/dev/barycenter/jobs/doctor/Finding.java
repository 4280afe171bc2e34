package dev.barycenter.jobs.doctor;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param topic what was looked at, such as memory
 * @param found what it is like
 * @param fix what to do, with the flags; empty where all is well
 */
public record Finding(Level level, String topic, String found, String fix) {

  /** How bad something is. */
  public enum Level {
    /** All is well. */
    OK,
    /** It may go wrong: an estimate says so. */
    WARN,
    /** No training can succeed before it is mended. */
    FIX
  }

  static Finding fine(String topic, String found) {
    return new Finding(Level.OK, topic, found, "");
  }

  static Finding warning(String topic, String found, String fix) {
    return new Finding(Level.WARN, topic, found, fix);
  }

  static Finding problem(String topic, String found, String fix) {
    return new Finding(Level.FIX, topic, found, fix);
  }

  /** Returns whether no training can succeed before it is mended. */
  public boolean isProblem() {
    return level == Level.FIX;
  }

  @Override
  public String toString() {
    String line =
        "%-4s %-9s %s".formatted(level.name().toLowerCase(java.util.Locale.ROOT), topic, found);
    return fix.isEmpty() ? line : line + "\n               fix: " + fix;
  }
}
