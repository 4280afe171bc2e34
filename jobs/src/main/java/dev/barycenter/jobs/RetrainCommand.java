package dev.barycenter.jobs;

import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.retrain.RetrainJob;
import dev.barycenter.jobs.train.Prepared;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Retrains what serves. */
@Command(
    name = "retrain",
    description = {
      "Trains the version that serves again, on the rows that came since, and promotes what comes",
      "of it if it is better on rows that training never sees. The first time, it trains the spec",
      "from the beginning."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 promoted; 4 trained, but not better, or another version was promoted",
      "meanwhile; 5 no new rows, nothing was written; 2 a mistake in the command, the spec or the",
      "data; 1 failed; 3 interrupted. After 1 and 3 the next retraining begins anew. Only 0 changes",
      "which version serves."
    })
final class RetrainCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SPEC",
      description = "The spec file, YAML or JSON, with a section 'retrain'.")
  private String spec = "";

  @Option(
      names = "--registry",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder with the versions; made the first time.")
  private String registry = "";

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The rows, old and new, in place of the path in the spec.")
  private @Nullable String data;

  @Option(
      names = "--scheduled",
      description = {
        "For schedulers that take every exit code but 0 for a failure: 0 also if the new version",
        "is not promoted, or there are no new rows."
      })
  private boolean scheduled;

  @Override
  public Integer call() {
    Configuration hadoop = Sessions.hadoop();
    Prepared prepared = Prepared.of(new Prepared.Request(spec, data, registry, true, null), hadoop);
    SparkSession spark = Sessions.open("retrain");
    try {
      TrainOptions.check(spark, prepared);
      RetrainJob job =
          new RetrainJob(spark, Registry.open(registry, hadoop), System.out, Ansi.AUTO.enabled());
      return switch (job.run(prepared)) {
        case PROMOTED -> ExitCode.DONE;
        case NOT_PROMOTED -> scheduled ? ExitCode.DONE : ExitCode.NOT_PROMOTED;
        case NO_NEW_DATA -> scheduled ? ExitCode.DONE : ExitCode.NO_NEW_DATA;
        case INTERRUPTED -> ExitCode.INTERRUPTED;
      };
    } finally {
      spark.stop();
    }
  }
}
