package dev.barycenter.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.graph.training.Compilation;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.run.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model in another notation. */
@Command(
    name = "convert",
    description =
        "Writes a model and what it was compiled with in another notation: a spec (.yaml, .json), which has no weights, or .keras, which has those of the optimizer too.",
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec command = CommandSpec.create();

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
      Files.write(file, ModelFile.keras(withWeights(stored)));
    } else {
      JsonNode tree = spec(stored);
      String text = out.endsWith(".json") ? tree.toPrettyString() + "\n" : SpecWriter.yaml(tree);
      Files.writeString(file, text, StandardCharsets.UTF_8);
    }
    return ExitCode.DONE;
  }

  private ModelFiles.Stored withWeights(ModelFiles.Stored stored) {
    if (stored.weights().keySet().containsAll(stored.model().weights().keySet())) {
      return stored;
    }
    Network network = Network.compile(stored.model(), Map.of(), seed);
    return new ModelFiles.Stored(stored.model(), ModelFile.weights(network), stored.compiled());
  }

  /** Compile settings that cannot be had here are left out, for the model can be had without. */
  private JsonNode spec(ModelFiles.Stored stored) {
    ObjectNode tree = SpecWriter.tree(stored.model());
    Problems problems = new Problems();
    stored
        .compiled()
        .get()
        .flatMap(
            compiled ->
                Compilation.read(
                    ModelFile.outputs(stored.model()),
                    compiled.settings().json(),
                    "compile_config",
                    problems))
        .ifPresent(compilation -> tree.set("training", compilation.section()));
    problems
        .found()
        .forEach(
            problem ->
                command
                    .commandLine()
                    .getErr()
                    .printf(
                        "Warning: '%s' gets no 'training': %s: %s%n",
                        out, problem.place(), problem.message()));
    return tree;
  }
}
