package dev.barycenter.jobs;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.summary.Summary;
import dev.barycenter.jobs.run.ModelFile;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the layers of a model. */
@Command(
    name = "summary",
    description = "Prints the layers, shapes and weights of a spec or a Keras file.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A spec (YAML or JSON), a .keras or .h5 file, or a run folder.")
  private String file = "";

  @Override
  public Integer call() {
    Model model = ModelFile.read(file, new Configuration()).model();
    System.out.println(Summary.of(model));
    return ExitCode.DONE;
  }
}
