package dev.barycenter.jobs;

import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import dev.barycenter.jobs.train.TrainJob.Ending;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a spec. */
@Command(
    name = "train",
    description = "Trains the model of a spec, evaluates it and saves a run folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SPEC", description = "The spec file, YAML or JSON.")
  private String spec = "";

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The training data, in place of the path in the spec.")
  private @Nullable String data;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "The run folder; runs/NAME of the spec if left out.")
  private @Nullable String run;

  @Option(names = "--resume", description = "Go on from the last checkpoint of the run folder.")
  private boolean resume;

  @Override
  public Integer call() {
    Prepared prepared =
        Prepared.of(new Prepared.Request(spec, data, run, resume), new Configuration());
    SparkSession spark = Sessions.open("train");
    try {
      Ending ending = new TrainJob(spark, System.out, Ansi.AUTO.enabled()).run(prepared);
      return ending == Ending.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.DONE;
    } finally {
      spark.stop();
    }
  }
}
