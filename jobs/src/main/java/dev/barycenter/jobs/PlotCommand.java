package dev.barycenter.jobs;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.plot.Plot;
import dev.barycenter.jobs.run.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws a model. */
@Command(
    name = "plot",
    description = "Draws the layers of a spec or a Keras file, with shapes and connections.",
    mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A spec (YAML or JSON), a .keras or .h5 file, or a run folder.")
  private String file = "";

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "PICTURE",
      description = "Where to draw; its name ends with .svg or .png.")
  private String out = "";

  @Override
  public Integer call() throws IOException {
    if (!out.toLowerCase(Locale.ROOT).matches(".*\\.(svg|png)")) {
      throw new MistakeException(
          "Cannot draw '%s': the name of a picture ends with .svg or .png.".formatted(out));
    }
    Model model = ModelFile.read(file, new Configuration()).model();
    Plot.write(model, Path.of(out));
    return ExitCode.DONE;
  }
}
