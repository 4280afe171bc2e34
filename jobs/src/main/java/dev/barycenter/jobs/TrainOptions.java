package dev.barycenter.jobs;

import dev.barycenter.jobs.doctor.Doctor;
import dev.barycenter.jobs.doctor.Finding;
import dev.barycenter.jobs.doctor.Finding.Level;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import dev.barycenter.jobs.train.TrainJob.Ending;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands that train a spec are told. */
final class TrainOptions {
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

  /**
   * Prints what might be better, stops at what cannot go well, and waits until there is an executor
   * to train on.
   */
  static void check(SparkSession spark, Prepared prepared) {
    List<Finding> findings = new Doctor(spark).cheap(prepared);
    findings.stream().filter(finding -> finding.level() == Level.WARN).forEach(System.out::println);
    String problems =
        findings.stream()
            .filter(Finding::isProblem)
            .map(Finding::toString)
            .collect(Collectors.joining("\n"));
    if (!problems.isEmpty()) {
      throw new MistakeException(problems);
    }
    Sessions.await(spark, prepared.spec());
  }

  /** Trains; returns the exit code. */
  int train(String job, Prepared.@Nullable Finetuning finetuning) {
    Prepared prepared =
        Prepared.of(new Prepared.Request(spec, data, run, resume, finetuning), Sessions.hadoop());
    SparkSession spark = Sessions.open(job);
    try {
      check(spark, prepared);
      Ending ending = new TrainJob(spark, System.out, Ansi.AUTO.enabled()).run(prepared);
      return ending == Ending.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.DONE;
    } finally {
      spark.stop();
    }
  }
}
