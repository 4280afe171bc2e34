package dev.barycenter.jobs.bench;

import java.util.Collections;

/**
 * A contender that is any other program: a round starts it anew, and the least number before {@code
 * ms/step} in what it prints is its time.
 */
final class CommandContender implements Contender {
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
    return Collections.min(new PeerProgram(line).numbers("ms/step")) / 1e3 * steps;
  }

  @Override
  public Memory memory() {
    return Memory.UNKNOWN;
  }

  @Override
  public void close() {}
}
