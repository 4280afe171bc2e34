package dev.barycenter.jobs;

import dev.barycenter.jobs.bench.RoundsBench;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
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
      description = "Model sizes of the cost table (${DEFAULT-VALUE}); 0 for none.")
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
      names = "--optimizer-state",
      split = ",",
      paramLabel = "POLICY",
      defaultValue = "reset",
      description =
          "What becomes of the optimizer's state, twice the weights: reset, average, keep (${DEFAULT-VALUE}).")
  private List<OptimizerStatePolicy> optimizerStates = List.of();

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
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "60",
      description = "Segments on each master that are not measured (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "7",
      description = "How often everything is measured, by turns (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = {
        "Measures another program beside the replicas: a shell command that prints",
        "'NUMBER samples/s', of which the greatest counts; {batch} and {local_steps} are replaced."
      })
  private @Nullable String peer;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "A folder with MNIST's IDX files; images made by a formula if left out.")
  private @Nullable Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    positive("--replicas", replicas);
    positive("--repeats", List.of(repeats));
    RoundsBench.Settings settings =
        new RoundsBench.Settings(
            masters,
            counts("--weights", weights),
            replicas,
            optimizerStates,
            wires,
            warmUp,
            repeats,
            counts("--local-steps", localSteps),
            data,
            peer);
    new RoundsBench(settings, System.out).run(json);
    return ExitCode.DONE;
  }

  /** Returns the values; none where the only one is 0. */
  private static List<Integer> counts(String option, List<Integer> values) {
    if (values.equals(List.of(0))) {
      return List.of();
    }
    positive(option, values);
    return values;
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
