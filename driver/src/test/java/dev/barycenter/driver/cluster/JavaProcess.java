package dev.barycenter.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Java process of a test, on the class path of the test.
 *
 * <p>It holds on to a pipe of this JVM and is killed when the pipe breaks, so that nothing outlives
 * a test run that is killed itself.
 */
public final class JavaProcess implements AutoCloseable {

  private static final String LIFELINE =
      "\"$@\" </dev/null & child=$!; (cat >/dev/null; kill -9 $child 2>/dev/null) <&3 & wait $child";

  /** Compiles less: processes of tests live for seconds. */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private final Process shell;
  private final Path log;

  private JavaProcess(Process shell, Path log) {
    this.shell = shell;
    this.log = log;
  }

  /**
   * Starts {@code mainClass}, in the folder of its log.
   *
   * @param log receives both outputs
   * @param environment added to that of this process
   */
  public static JavaProcess start(
      Path log,
      Map<String, String> environment,
      List<String> javaOptions,
      String mainClass,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    // The shell's standard input moves to 3: a background process would get /dev/null for it.
    command.addAll(List.of("sh", "-c", "exec 3<&0; " + LIFELINE, "lifeline"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(QUICK_START);
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      builder.directory(log.toAbsolutePath().getParent().toFile());
      builder.environment().putAll(environment);
      return new JavaProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + mainClass, e);
    }
  }

  /** Returns what the process has printed. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + log, e);
    }
  }

  /** Returns the Java process itself; empty once it has ended. */
  private Stream<ProcessHandle> java() {
    return shell.children().filter(JavaProcess::runsJava);
  }

  /** Returns the Java processes that this one has started. */
  public List<ProcessHandle> children() {
    return java().flatMap(ProcessHandle::descendants).filter(JavaProcess::runsJava).toList();
  }

  private static boolean runsJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }

  /** Kills the process with SIGKILL, as a lost machine would. */
  public void kill() {
    java().forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks the process to end, with SIGTERM. */
  public void terminate() {
    java().forEach(ProcessHandle::destroy);
  }

  /** Waits for the end and returns the exit code; 137 after {@link #kill}. */
  public int await(long seconds) {
    try {
      if (!shell.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "The process still runs after %d s; it printed:%n%s".formatted(seconds, output()));
      }
      return shell.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a process.", e);
    }
  }

  /** Waits until the process has printed {@code text} {@code times} times. */
  public void awaitOutput(String text, int times, long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (count(text) < times) {
      if (!alive() || System.nanoTime() > end) {
        throw new IllegalStateException(
            "The process has not printed '%s' %d times, but:%n%s".formatted(text, times, output()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for a process.", e);
      }
    }
  }

  private long count(String text) {
    return output().lines().filter(line -> line.contains(text)).count();
  }

  /** Returns whether the process has not ended. */
  public boolean alive() {
    return shell.isAlive();
  }

  @Override
  public void close() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}
