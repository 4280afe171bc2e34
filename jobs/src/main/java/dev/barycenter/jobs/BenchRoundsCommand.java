package dev.barycenter.jobs;

import dev.barycenter.jobs.bench.RoundsBench;
import dev.barycenter.worker.averaging.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures rounds. */
@Command(
    name = "rounds",
    description = {
      "Measures what a round costs by model size, replicas and kind of Spark, and how much of the",
      "throughput of plain loops is left at 100, 20 and 5 local steps per round."
    },
    mixinStandardHelpOptions = true)
final class BenchRoundsCommand implements Callable<Integer> {
  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "N",
      defaultValue = "235146,5000000,25000000",
      description = "Model sizes of the cost table (${DEFAULT-VALUE}).")
  private List<Integer> weights = List.of();

  @Option(
      names = "--replicas",
      split = ",",
      paramLabel = "N",
      defaultValue = "2",
      description = "Numbers of replicas of the cost table (${DEFAULT-VALUE}).")
  private List<Integer> replicas = List.of();

  @Option(
      names = "--wire",
      split = ",",
      paramLabel = "FORMAT",
      defaultValue = "float32,bfloat16",
      description = "How deltas cross the wire: float32, bfloat16, int8 (${DEFAULT-VALUE}).")
  private List<WireFormat> wires = List.of();

  @Option(
      names = "--masters",
      split = ";",
      paramLabel = "MASTER",
      defaultValue = "local[2];local-cluster[2,1,3072]",
      description =
          "Where to measure, with ';' between (${DEFAULT-VALUE}: one JVM, and two executor JVMs).")
  private List<String> masters = List.of();

  @Option(
      names = "--local-steps",
      split = ",",
      paramLabel = "N",
      defaultValue = "100,20,5",
      description = "Local steps per round of the efficiency table (${DEFAULT-VALUE}); 0 for none.")
  private List<Integer> localSteps = List.of();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "A folder with MNIST's IDX files; images made by a formula if left out.")
  private @Nullable Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    positive("--weights", weights);
    positive("--replicas", replicas);
    RoundsBench bench =
        new RoundsBench(
            masters,
            weights,
            replicas,
            wires,
            localSteps.stream().filter(steps -> steps > 0).toList(),
            data);
    bench.run(System.out, json);
    return ExitCode.DONE;
  }

  private static void positive(String option, List<Integer> values) {
    for (int value : values) {
      if (value <= 0) {
        throw new MistakeException(
            "%s was %d; expected positive whole numbers.".formatted(option, value));
      }
    }
  }
}
