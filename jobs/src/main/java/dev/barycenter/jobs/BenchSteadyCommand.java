package dev.barycenter.jobs;

import dev.barycenter.jobs.bench.SteadyBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures whether a long training keeps its speed. */
@Command(
    name = "steady",
    description = "Trains an MLP for many steps on one thread; prints whether it keeps its speed.",
    mixinStandardHelpOptions = true)
final class BenchSteadyCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "A folder with MNIST's IDX files; images made by a formula if left out.")
  private @Nullable Path data;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Steps of 64 examples (${DEFAULT-VALUE}).")
  private int steps;

  @Override
  public Integer call() throws IOException {
    if (steps < 3 * SteadyBench.STRETCH || steps % SteadyBench.STRETCH != 0) {
      throw new MistakeException(
          "--steps was %d; expected a multiple of %d, and at least %d."
              .formatted(steps, SteadyBench.STRETCH, 3 * SteadyBench.STRETCH));
    }
    SteadyBench.of(data, steps).run(System.out);
    return ExitCode.DONE;
  }
}
