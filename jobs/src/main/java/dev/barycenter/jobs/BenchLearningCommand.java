package dev.barycenter.jobs;

import dev.barycenter.jobs.bench.LearningBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what averaging does to learning. */
@Command(
    name = "learning",
    description = "Trains an MLP in several ways of averaging; prints accuracy against bytes sent.",
    mixinStandardHelpOptions = true)
final class BenchLearningCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "A folder with the IDX files of MNIST or Fashion-MNIST.")
  private Path data = Path.of("");

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Passes over the data (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "8",
      description = "Replicas (${DEFAULT-VALUE}).")
  private int replicas;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Trainings of every way, each with its own seed (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      defaultValue = "local[2]",
      description = "Where to train (${DEFAULT-VALUE}).")
  private String master = "";

  @Override
  public Integer call() throws IOException {
    Path first = data.resolve("train-images-idx3-ubyte.gz");
    if (!Files.exists(first)) {
      throw new MistakeException(
          "There is no '%s'; give --data a folder with MNIST's four IDX files (*.gz)."
              .formatted(first));
    }
    if (epochs < 1 || replicas < 2 || seeds < 1) {
      throw new MistakeException(
          "--epochs %d, --replicas %d and --seeds %d: expected at least 1 epoch, 2 replicas and 1 seed."
              .formatted(epochs, replicas, seeds));
    }
    new LearningBench(master, data, epochs, replicas, seeds).run(System.out);
    return ExitCode.DONE;
  }
}
