package dev.barycenter.jobs;

import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.graph.GraphException;
import dev.barycenter.graph.config.ConfigException;
import dev.barycenter.graph.keras.KerasFileException;
import dev.barycenter.graph.spec.SpecException;
import dev.barycenter.jobs.bench.PeerException;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.registry.RegistryException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into a message and an exit code; a mistake never shows a stack trace. */
final class Failures implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final List<Class<? extends Throwable>> MISTAKES =
      List.of(
          MistakeException.class,
          RegistryException.class,
          PeerException.class,
          SpecException.class,
          ConfigException.class,
          GraphException.class,
          KerasFileException.class);

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    String data = DataException.messageIn(thrown);
    if (data != null) {
      return report(command, data, ExitCode.MISTAKE);
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (MISTAKES.contains(cause.getClass())) {
        return report(command, cause.getMessage(), ExitCode.MISTAKE);
      }
      if (cause instanceof TrainingFailedException) {
        return report(command, cause.getMessage(), ExitCode.FAILED);
      }
    }
    LOG.error("The job failed.", thrown);
    return report(command, "The job failed: " + thrown, ExitCode.FAILED);
  }

  private static int report(CommandLine command, @Nullable String message, int code) {
    command.getErr().println(message);
    command.getErr().flush();
    return code;
  }
}
