package dev.barycenter.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains a spec. */
@Command(
    name = "train",
    description = "Trains the model of a spec, evaluates it and saves a run folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private final TrainOptions options = new TrainOptions();

  @Override
  public Integer call() {
    return options.train("train", null);
  }
}
