package dev.barycenter.jobs;

import dev.barycenter.jobs.predict.Evaluation;
import dev.barycenter.jobs.run.TrainedRun;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a trained model on other rows. */
@Command(
    name = "evaluate",
    description = "Prints loss and metrics of a finished run on the rows of a table.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a finished run.")
  private String run = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "The rows, with the targets, in the format of the training data.")
  private String data = "";

  @Override
  public Integer call() {
    SparkSession spark = Sessions.withExecutors("evaluate");
    try {
      TrainedRun trained = TrainedRun.open(run, spark.sparkContext().hadoopConfiguration());
      new Evaluation(spark, System.out).run(trained, data);
      return ExitCode.DONE;
    } finally {
      spark.stop();
    }
  }
}
