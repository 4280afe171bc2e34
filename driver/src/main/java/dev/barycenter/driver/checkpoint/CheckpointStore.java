package dev.barycenter.driver.checkpoint;

import dev.barycenter.driver.Checkpoints;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of a run in one folder: the last few are kept, and a damaged one is passed over
 * for the one before it.
 */
public final class CheckpointStore implements Checkpoints {

  /** The folder of a run of one phase. */
  public static final String FOLDER = "checkpoints";

  private static final String SUFFIX = ".checkpoint";

  private final Storage storage;
  private final String folder;
  private final RunIdentity identity;
  private final int keep;
  private final Consumer<String> warnings;

  /**
   * Opens the checkpoints of a run.
   *
   * @param storage the run's folder
   * @param identity of the run
   * @param keep how many are kept; at least 2, so that one is left when the last is damaged
   * @param warnings is told of damaged files
   */
  public CheckpointStore(
      Storage storage, RunIdentity identity, int keep, Consumer<String> warnings) {
    this(storage, FOLDER, identity, keep, warnings);
  }

  /**
   * Opens the checkpoints of a phase of a run.
   *
   * @param folder of this phase within the run's, such as {@code checkpoints/2-top}
   */
  public CheckpointStore(
      Storage storage, String folder, RunIdentity identity, int keep, Consumer<String> warnings) {
    if (keep < 2) {
      throw new IllegalArgumentException(
          "%d checkpoints to keep; expected at least 2, one to fall back to.".formatted(keep));
    }
    this.storage = storage;
    this.folder = folder;
    this.identity = identity;
    this.keep = keep;
    this.warnings = warnings;
  }

  @Override
  public void save(RunState state) {
    String name = folder + "/round-%012d%s".formatted(state.position().round(), SUFFIX);
    try {
      storage.write(name, out -> CheckpointFile.write(out, identity, state));
      List<String> all = names();
      for (String old : all.subList(0, Math.max(0, all.size() - keep))) {
        storage.delete(folder + "/" + old);
      }
    } catch (IOException e) {
      throw new TrainingFailedException(
          "The checkpoint %s cannot be written: %s%n  fix: make room or grant access; then resume from the checkpoint before."
              .formatted(storage.address(name), e.getMessage()),
          e);
    }
  }

  @Override
  public Optional<RunState> latest() {
    try {
      List<String> newestFirst = new ArrayList<>(names());
      Collections.reverse(newestFirst);
      for (String name : newestFirst) {
        try {
          return Optional.of(CheckpointFile.read(storage, folder + "/" + name, identity));
        } catch (DamagedCheckpointException e) {
          warnings.accept(e.getMessage() + " The one before it is used.");
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new TrainingFailedException(
          "The checkpoints in %s cannot be read: %s"
              .formatted(storage.address(folder), e.getMessage()),
          e);
    }
  }

  private List<String> names() throws IOException {
    return storage.list(folder).stream().filter(name -> name.endsWith(SUFFIX)).toList();
  }
}
