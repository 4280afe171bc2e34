package dev.barycenter.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A contender that is any other program: a round starts it anew, and the least number before {@code
 * ms/step} in what it prints is its time.
 */
final class CommandContender implements Contender {
  private static final Pattern TIME = Pattern.compile("([0-9.]+) ms/step");

  private final String command;
  private final BenchModel model;

  /**
   * Prepares a program.
   *
   * @param command a line for the shell, in which {@code {model}}, {@code {batch}} and {@code
   *     {steps}} are replaced
   */
  CommandContender(String command, BenchModel model) {
    this.command = command;
    this.model = model;
  }

  @Override
  public double round(int steps, int threads) {
    String line =
        command
            .replace("{model}", model.label())
            .replace("{batch}", Integer.toString(model.batch()))
            .replace("{steps}", Integer.toString(steps));
    String printed = output(line);
    double best = Double.POSITIVE_INFINITY;
    for (Matcher times = TIME.matcher(printed); times.find(); ) {
      best = Math.min(best, Double.parseDouble(times.group(1)));
    }
    if (best == Double.POSITIVE_INFINITY) {
      throw new PeerException(
          "--peer ran '%s', which printed no number before 'ms/step', but: %s"
              .formatted(line, printed.strip()));
    }
    return best / 1e3 * steps;
  }

  private static String output(String line) {
    try {
      Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while '%s' ran.".formatted(line), e);
    }
  }

  @Override
  public Memory memory() {
    return Memory.UNKNOWN;
  }

  @Override
  public void close() {}
}
