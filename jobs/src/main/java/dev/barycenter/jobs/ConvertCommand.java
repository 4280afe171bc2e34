package dev.barycenter.jobs;

import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.KerasWriter;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.run.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model in another notation. */
@Command(
    name = "convert",
    description =
        "Writes a model in another notation: a spec (.yaml, .json), which has no weights, or .keras.",
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A spec (YAML or JSON), a .keras or .h5 file, or a run folder.")
  private String in = "";

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "A .yaml, .json or .keras file that does not exist.")
  private String out = "";

  @Option(
      names = "--seed",
      description =
          "What the starting weights are drawn from where IN has none and OUT needs some.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Path file = Path.of(out);
    if (Files.exists(file)) {
      throw new MistakeException(
          "'%s' exists already. Name another file, or remove it.".formatted(out));
    } else if (!out.matches(".*\\.(yaml|yml|json|keras)")) {
      throw new MistakeException(
          "Cannot write '%s': the name of a model ends with .yaml, .json or .keras."
              .formatted(out));
    }
    ModelFiles.Stored stored = ModelFile.read(in, new Configuration());
    if (out.endsWith(".keras")) {
      Files.write(file, keras(stored));
    } else {
      String text =
          out.endsWith(".json") ? SpecWriter.json(stored.model()) : SpecWriter.yaml(stored.model());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    }
    return ExitCode.DONE;
  }

  private byte[] keras(ModelFiles.Stored stored) throws IOException {
    if (!stored.weights().keySet().containsAll(stored.model().weights().keySet())) {
      return ModelFile.keras(stored.model(), Network.compile(stored.model(), Map.of(), seed));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new KerasWriter(stored.model(), stored.weights(), Optional.empty(), Optional.empty())
        .writeTo(bytes);
    return bytes.toByteArray();
  }
}
