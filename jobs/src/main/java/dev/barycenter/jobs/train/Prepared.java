package dev.barycenter.jobs.train;

import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.FinetuneRecipe;
import dev.barycenter.jobs.spec.RunSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A training that was checked as far as it can be without Spark.
 *
 * @param spec what is trained
 * @param weights trained weights to start from, by path; the others start as their initializers say
 * @param data the data, with the path of the command if it gave one
 * @param base the folder at which relative paths of the data start
 * @param folder the run folder
 */
public record Prepared(
    RunSpec spec, Map<String, Tensor> weights, DataSpec data, Path base, RunFolder folder) {

  /**
   * What to train.
   *
   * @param spec the path of the spec
   * @param data the path of the training data; null for that of the spec
   * @param run the run folder; null for {@code runs/NAME}
   * @param resume whether to go on from the last checkpoint
   * @param finetuning what is to be fine-tuned and how; null for a training
   */
  public record Request(
      String spec,
      @Nullable String data,
      @Nullable String run,
      boolean resume,
      @Nullable Finetuning finetuning) {
    /** Asks for a training. */
    public Request(String spec, @Nullable String data, @Nullable String run, boolean resume) {
      this(spec, data, run, resume, null);
    }
  }

  /**
   * A fine-tuning.
   *
   * @param backbone what the command says of the backbone
   * @param recipe makes the phases if the spec lists none
   */
  public record Finetuning(BackboneReader.Choice backbone, FinetuneRecipe recipe) {}

  /** Reads and checks a spec; nothing is written. */
  public static Prepared of(Request request, Configuration hadoop) {
    Path file = new Path(request.spec());
    String text = read(file, hadoop);
    Path base = ModelFile.folder(file);
    Finetuning finetuning = request.finetuning();
    BackboneReader backbones =
        new BackboneReader(
            ModelFile.from(base, hadoop),
            finetuning == null ? BackboneReader.Choice.NONE : finetuning.backbone());
    RunSpec spec =
        RunSpec.read(
            request.spec(), text, backbones, finetuning == null ? null : finetuning.recipe());
    RunFolder folder = folder(request, spec, hadoop);
    Map<String, Tensor> weights = backbones.weights();
    return request.data() == null
        ? new Prepared(spec, weights, spec.data(), base, folder)
        : new Prepared(spec, weights, spec.data().at(request.data()), new Path("."), folder);
  }

  /**
   * Returns a digest of what the result depends on: the spec and the weights to start from;
   * checkpoints of another one are refused.
   */
  public String digest() {
    String result = RunSpec.result(RunFolder.SPEC, spec.text());
    MessageDigest digest = Sha256.start();
    digest.update(result.getBytes(StandardCharsets.UTF_8));
    weights.forEach(
        (path, tensor) -> {
          digest.update(path.getBytes(StandardCharsets.UTF_8));
          ByteBuffer numbers = ByteBuffer.allocate(tensor.values().length * Float.BYTES);
          numbers.asFloatBuffer().put(tensor.values());
          digest.update(numbers);
        });
    return Sha256.text(digest);
  }

  private static String read(Path file, Configuration hadoop) {
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file) || files.getFileStatus(file).isDirectory()) {
        throw new DataException("There is no spec file '%s'.".formatted(file));
      }
      try (var in = files.open(file)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static RunFolder folder(Request request, RunSpec spec, Configuration hadoop) {
    String path = request.run() == null ? "runs/" + spec.name() : request.run();
    RunFolder folder = new RunFolder(path, hadoop);
    if (folder.exists() && !request.resume()) {
      throw new DataException(
          "The run folder '%s' exists already. Name another with --run, remove it, or go on from its checkpoint with --resume."
              .formatted(folder));
    }
    return folder;
  }
}
