package dev.barycenter.jobs;

import dev.barycenter.jobs.evaluation.Evaluation;
import dev.barycenter.jobs.evaluation.Findings;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.run.TrainedRun;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a trained model on other rows. */
@Command(
    name = "evaluate",
    description =
        "Prints loss and metrics of a finished run on rows with targets, and writes figures and"
            + " pictures.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final String FINDINGS = "evaluation.json";

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The folder of a finished run, or of a registry for the version that serves.")
  private String run = "";

  @Mixin private RowsOptions rows = new RowsOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Where to write "
              + FINDINGS
              + " and pictures (SVG) of each output; must not exist. Classifiers: confusion matrix,"
              + " precision, recall and F1 of each class, ROC curves, calibration. Regressions:"
              + " residuals, predictions by targets.")
  private @Nullable String out;

  @Override
  public Integer call() {
    SparkSession spark = Sessions.withExecutors("evaluate");
    try {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      RunFolder folder = out == null ? null : new RunFolder(out, hadoop);
      if (folder != null && folder.exists()) {
        throw new MistakeException(
            "'%s' exists already. Name another folder with --out, or remove it.".formatted(out));
      }
      TrainedRun trained = TrainedRun.open(Registry.run(run, hadoop), hadoop);
      Findings found =
          new Evaluation(spark, trained)
              .of(run, rows.source(trained.spec().data().train()), folder != null);
      System.out.printf("On %,d examples:%n", found.examples());
      Evaluation.print(System.out, found.metrics());
      if (found.skipped() > 0) {
        System.out.printf("%,d rows were skipped: data.bad_rows is skip.%n", found.skipped());
      }
      if (folder != null) {
        write(found, folder);
      }
      return ExitCode.DONE;
    } finally {
      spark.stop();
    }
  }

  private static void write(Findings found, RunFolder folder) {
    found.pictures().forEach(folder::write);
    folder.write(FINDINGS, found.json());
    System.out.printf("%s and %d pictures are in %s.%n", FINDINGS, found.pictures().size(), folder);
  }
}
