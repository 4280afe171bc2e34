package dev.barycenter.jobs;

import dev.barycenter.jobs.doctor.Doctor;
import dev.barycenter.jobs.doctor.Finding;
import dev.barycenter.jobs.train.Prepared;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a cluster and its settings before a training. */
@Command(
    name = "doctor",
    description = "Checks whether a spec can be trained with these settings on this cluster.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SPEC", description = "The spec file, YAML or JSON.")
  private String spec = "";

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "The run folder; runs/NAME of the spec if left out.")
  private @Nullable String run;

  @Override
  public Integer call() {
    Prepared prepared = Prepared.of(new Prepared.Request(spec, null, run, true), Sessions.hadoop());
    SparkSession spark = Sessions.open("doctor");
    try {
      Doctor doctor = new Doctor(spark);
      long problems = report(doctor.cheap(prepared));
      if (problems == 0) {
        problems = report(doctor.onExecutors(prepared));
      }
      System.out.println(problems == 0 ? "Ready to train." : problems + " to fix.");
      return problems == 0 ? ExitCode.DONE : ExitCode.MISTAKE;
    } finally {
      spark.stop();
    }
  }

  private static long report(List<Finding> findings) {
    findings.forEach(System.out::println);
    return findings.stream().filter(Finding::isProblem).count();
  }
}
