package dev.barycenter.jobs;

/** The command line, for tests of other packages. */
public final class MainRun {
  private MainRun() {}

  /** Runs a job and returns its exit code. */
  public static int of(String... arguments) {
    return Main.run(arguments);
  }
}
