package dev.barycenter.jobs.train;

import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.FinetuneRecipe;
import dev.barycenter.jobs.spec.RunSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A training that was checked as far as it can be without Spark.
 *
 * @param spec what is trained
 * @param weights trained weights to start from, by path; the others start as their initializers say
 * @param compiled what the model was compiled with in the file that it was taken from
 * @param parents what those weights were taken from
 * @param data the data, with the path of the command if it gave one
 * @param base the folder at which relative paths of the data start
 * @param folder the run folder
 */
public record Prepared(
    RunSpec spec,
    Map<String, Tensor> weights,
    Optional<ModelFiles.Compiled> compiled,
    List<String> parents,
    DataSpec data,
    Path base,
    RunFolder folder) {

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
    String text = ModelFile.text(file, hadoop);
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
    Optional<ModelFiles.Compiled> compiled = backbones.compiled();
    List<String> parents = backbones.sources();
    return request.data() == null
        ? new Prepared(spec, weights, compiled, parents, spec.data(), base, folder)
        : new Prepared(
            spec,
            weights,
            compiled,
            parents,
            spec.data().at(request.data()),
            new Path("."),
            folder);
  }

  /** Returns the same training from the weights of a run, by a spec that goes on from it. */
  public Prepared from(String parent, Map<String, Tensor> trained, RunSpec by) {
    return new Prepared(by, trained, Optional.empty(), List.of(parent), data, base, folder);
  }

  /** Returns the same training in another run folder. */
  public Prepared in(RunFolder other) {
    return new Prepared(spec, weights, compiled, parents, data, base, other);
  }

  /** Returns the same training without judging the result. */
  public Prepared withoutTest() {
    return new Prepared(spec, weights, compiled, parents, data.withoutTest(), base, folder);
  }

  /**
   * Returns a digest of what the result depends on: the spec, and the weights and the optimizer's
   * state to start from; checkpoints of another one are refused.
   */
  public String digest() {
    MessageDigest digest = Sha256.start();
    digest.update(result());
    weights.forEach((path, tensor) -> add(digest, path, tensor));
    compiled
        .flatMap(ModelFiles.Compiled::state)
        .ifPresent(
            state -> state.slots().values().forEach(s -> s.forEach((p, t) -> add(digest, p, t))));
    return Sha256.text(digest);
  }

  /** Returns the digest of what the spec says, without what does not change the result. */
  public String specDigest() {
    MessageDigest digest = Sha256.start();
    digest.update(result());
    return Sha256.text(digest);
  }

  /** Returns the digest of the weights to start from; null without. */
  @Nullable String weightsDigest() {
    if (weights.isEmpty()) {
      return null;
    }
    MessageDigest digest = Sha256.start();
    weights.forEach((path, tensor) -> add(digest, path, tensor));
    return Sha256.text(digest);
  }

  private byte[] result() {
    return RunSpec.result(RunFolder.SPEC, spec.text()).getBytes(StandardCharsets.UTF_8);
  }

  private static void add(MessageDigest digest, String path, Tensor tensor) {
    digest.update(path.getBytes(StandardCharsets.UTF_8));
    ByteBuffer numbers = ByteBuffer.allocate(tensor.values().length * Float.BYTES);
    numbers.asFloatBuffer().put(tensor.values());
    digest.update(numbers);
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
