package dev.barycenter.jobs;

import dev.barycenter.jobs.backbone.ModelFiles.Stored;
import dev.barycenter.jobs.run.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a trained model for other programs. */
@Command(
    name = "export",
    description =
        "Writes a trained model as a .keras file, or as Deeplearning4j's own .zip, which programs with Barycenter's module graph restore with its ModelSerializer.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run folder, a saved Spark ML model, or a .keras or .h5 file.")
  private String in = "";

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "A .keras or .zip file that does not exist.")
  private String out = "";

  @Override
  public Integer call() throws IOException {
    Path file = Path.of(out);
    if (Files.exists(file)) {
      throw new MistakeException(
          "'%s' exists already. Name another file, or remove it.".formatted(out));
    } else if (!out.matches(".*\\.(keras|zip)")) {
      throw new MistakeException(
          "Cannot write '%s': an exported model ends with .keras, or .zip for Deeplearning4j."
              .formatted(out));
    }
    Stored stored = ModelFile.read(in, new Configuration());
    if (!stored.weights().keySet().containsAll(stored.model().weights().keySet())) {
      throw new MistakeException(
          "'%s' has no weights: only a trained model is exported.".formatted(in));
    }
    Files.write(file, out.endsWith(".zip") ? ModelFile.zip(stored) : ModelFile.keras(stored));
    return ExitCode.DONE;
  }
}
