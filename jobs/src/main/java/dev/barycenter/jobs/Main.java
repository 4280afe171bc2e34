package dev.barycenter.jobs;

import dev.barycenter.jobs.run.Program;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line of Barycenter. */
@Command(
    name = "barycenter",
    description = "Keras models trained by parameter averaging on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      TrainCommand.class,
      DoctorCommand.class,
      FinetuneCommand.class,
      RetrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ModelsCommand.class,
      SummaryCommand.class,
      PlotCommand.class,
      ConvertCommand.class,
      ExportCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 failed; 2 a mistake in the command, the spec or the data, nothing was",
      "written; 3 interrupted, and a checkpoint is there to go on from with --resume; of a",
      "retraining 4 not promoted and 5 no new rows."
    })
public final class Main {
  /** Says what was built. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Program program = Program.CURRENT;
      return new String[] {"Barycenter %s (%s)".formatted(program.version(), program.revision())};
    }
  }

  private Main() {}

  /**
   * Runs a job and ends the JVM with its exit code; a driver in YARN's application master returns
   * when all went well, because an exit there is taken for a failure, whatever its code.
   */
  public static void main(String[] arguments) {
    int code = run(arguments);
    if (code != ExitCode.DONE || !isApplicationMaster()) {
      System.exit(code);
    }
  }

  private static boolean isApplicationMaster() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** Runs a job and returns its exit code. */
  static int run(String... arguments) {
    return run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments);
  }

  /** Runs a job that reports mistakes to {@code err}, and returns its exit code. */
  static int run(PrintWriter err, String... arguments) {
    CommandLine command = new CommandLine(new Main());
    command.setErr(err);
    command.setExecutionExceptionHandler(new Failures());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    return command.execute(arguments);
  }
}
