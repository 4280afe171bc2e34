package dev.barycenter.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Any other program that is measured beside this one: started anew each time, judged by what it
 * prints.
 *
 * @param command a line for the shell
 */
record PeerProgram(String command) {

  /** Runs it and returns the numbers before {@code unit} in what it prints; at least one. */
  List<Double> numbers(String unit) {
    String printed = output();
    List<Double> numbers =
        Pattern.compile("([0-9.]+) " + Pattern.quote(unit))
            .matcher(printed)
            .results()
            .map(found -> Double.parseDouble(found.group(1)))
            .toList();
    if (numbers.isEmpty()) {
      throw new PeerException(
          "--peer ran '%s', which printed no number before '%s', but: %s"
              .formatted(command, unit, printed.strip()));
    }
    return numbers;
  }

  private String output() {
    try {
      Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while '%s' ran.".formatted(command), e);
    }
  }
}
