package dev.barycenter.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.jobs.bench.BenchModel;
import dev.barycenter.jobs.bench.StepBench;
import dev.barycenter.jobs.bench.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the time of training steps. */
@Command(
    name = "step",
    description = {
      "Measures one training step: time, GFLOP/s, memory, and the time of the same step in",
      "Deeplearning4j's own layers, in turns. One thread each, processes of their own, no Spark."
    },
    mixinStandardHelpOptions = true)
final class BenchStepCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "MODEL",
      description = "Which models: ${COMPLETION-CANDIDATES}. All if none is named.")
  private List<BenchModel> models = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How many rounds are measured; the median counts (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "0.5",
      description = "How long a contender's part of a round lasts (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description = "Seconds of steps before the first round (${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--steps",
      defaultValue = "0",
      description = "The steps of a contender's part of a round, instead of --seconds.")
  private int steps;

  @Option(
      names = "--concurrent",
      defaultValue = "1",
      paramLabel = "N",
      description = "Trains N replicas at once in one process too, as an executor of N cores does.")
  private int concurrent;

  @Option(
      names = "--bfloat16",
      description =
          "Measures products of bfloat16 beside those of float32, as in compute: {dtype}.")
  private boolean bfloat16;

  @Option(names = "--without-stock", description = "Leaves Deeplearning4j's own layers out.")
  private boolean withoutStock;

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = {
        "Measures another program in each round: a shell command that prints 'NUMBER ms/step';",
        "{model}, {batch} and {steps} in it are replaced."
      })
  private @Nullable String peer;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all numbers there too.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    check(rounds >= 1, "--rounds", rounds);
    check(concurrent >= 1, "--concurrent", concurrent);
    String missing = bfloat16 ? ComputeType.BFLOAT16.unavailable() : null;
    if (missing != null) {
      throw new MistakeException(
          "--bfloat16: this machine cannot multiply such numbers: %s.".formatted(missing));
    }
    StepBench bench =
        new StepBench(
            new StepBench.Settings(
                rounds, seconds, warmUp, steps, concurrent, bfloat16, !withoutStock, peer));
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    System.out.println(StepResult.HEAD);
    for (BenchModel model : models.isEmpty() ? List.of(BenchModel.values()) : models) {
      StepResult result = bench.measure(model);
      System.out.println(result.row());
      all.add(result.json());
      if (json != null) {
        mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), all);
      }
    }
    return ExitCode.DONE;
  }

  private static void check(boolean holds, String option, int value) {
    if (!holds) {
      throw new MistakeException(
          "%s is %d; expected a whole number of at least 1.".formatted(option, value));
    }
  }
}
