package dev.barycenter.jobs;

import dev.barycenter.jobs.backbone.Architecture;
import dev.barycenter.jobs.backbone.BackboneReader.Choice;
import dev.barycenter.jobs.spec.FinetuneRecipe;
import dev.barycenter.jobs.train.Prepared;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains new layers on a backbone, then its top with them. */
@Command(
    name = "finetune",
    description = {
      "Trains the new layers of a spec on a backbone, then the top of the backbone with them, at a",
      "lower learning rate; or in the phases that the spec lists. Evaluates after each phase and",
      "saves a run folder."
    },
    mixinStandardHelpOptions = true)
final class FinetuneCommand implements Callable<Integer> {
  @Mixin private final TrainOptions options = new TrainOptions();

  @Option(
      names = "--backbone",
      paramLabel = "FROM",
      description =
          "A Keras file, a run folder, a spec, or the name of an architecture, in place of that in the spec.")
  private @Nullable String backbone;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A Keras file with the weights of the backbone, found by the names of layers.")
  private @Nullable String weights;

  @Option(
      names = "--cut",
      paramLabel = "LAYER",
      description = "The layer of the backbone that the new layers are put on.")
  private @Nullable String cut;

  @Option(
      names = "--unfreeze",
      paramLabel = "N",
      description =
          "How many layers of the backbone the second phase trains, from its top; a quarter if left out.")
  private @Nullable Integer unfreeze;

  @Override
  public Integer call() {
    if (unfreeze != null && unfreeze < 1) {
      throw new MistakeException(
          "--unfreeze is %d: expected at least 1 layer.".formatted(unfreeze));
    }
    Choice choice = new Choice(source(backbone), here(weights), cut);
    return options.train("finetune", new Prepared.Finetuning(choice, new FinetuneRecipe(unfreeze)));
  }

  private static @Nullable String source(@Nullable String from) {
    return from != null && Architecture.NAMES.contains(from) ? from : here(from);
  }

  /** Paths of a command start at the working directory, those of a spec at its folder. */
  private static @Nullable String here(@Nullable String path) {
    return path == null || new Path(path).isAbsolute()
        ? path
        : java.nio.file.Path.of(path).toAbsolutePath().toString();
  }
}
