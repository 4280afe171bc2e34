package dev.barycenter.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.RunState.Best;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("law-8")
class CheckpointStoreTest {

  private static final RunIdentity IDENTITY = new RunIdentity("9f2c", 42, 4);

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void readsWhatItWrote() {
    store(IDENTITY).save(state(7));
    RunState read = store(IDENTITY).latest().orElseThrow();
    RunState written = state(7);
    assertThat(read).isEqualTo(written);
    assertThat(warnings).isEmpty();
  }

  @Test
  void anEmptyFolderHasNone() {
    assertThat(store(IDENTITY).latest()).isEmpty();
  }

  @Test
  void keepsTheLastFewAndReturnsTheLatest() throws IOException {
    for (long round : new long[] {1, 2, 30, 1_000}) {
      store(IDENTITY).save(state(round));
    }
    assertThat(files())
        .containsExactly(
            "round-000000000002.checkpoint",
            "round-000000000030.checkpoint",
            "round-000000001000.checkpoint");
    assertThat(store(IDENTITY).latest().orElseThrow().position().round()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 100, 70_000, -1, -32, -33})
  void aFlippedBitIsNoticedAndTheOneBeforeIsUsed(int at) throws IOException {
    store(IDENTITY).save(state(1));
    store(IDENTITY).save(state(2));
    Path latest = folder.resolve("checkpoints/round-000000000002.checkpoint");
    byte[] bytes = Files.readAllBytes(latest);
    bytes[Math.floorMod(at, bytes.length)] ^= 4;
    Files.write(latest, bytes);
    assertThat(store(IDENTITY).latest().orElseThrow().position().round()).isEqualTo(1);
    assertThat(warnings)
        .containsExactly(
            latest
                + " is damaged: its digest is not that of its bytes. The one before it is used.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 32, 1_000, 66_000})
  void aCutFileIsNoticedAndTheOneBeforeIsUsed(int length) throws IOException {
    store(IDENTITY).save(state(1));
    store(IDENTITY).save(state(2));
    Path latest = folder.resolve("checkpoints/round-000000000002.checkpoint");
    Files.write(latest, java.util.Arrays.copyOf(Files.readAllBytes(latest), length));
    assertThat(store(IDENTITY).latest().orElseThrow().position().round()).isEqualTo(1);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void refusesTheCheckpointOfAnotherRun() {
    store(IDENTITY).save(state(1));
    RunIdentity other = new RunIdentity("41aa", 42, 8);
    assertThatThrownBy(() -> store(other).latest())
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            """
            Cannot resume from %s/checkpoints/round-000000000001.checkpoint: it belongs to another run.
              saved:   spec 9f2c, seed 42, 4 replicas
              current: spec 41aa, seed 42, 8 replicas
              fix:     resume with the spec of the saved run, or start a new run in another folder."""
                .formatted(folder));
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    LocalStorage storage = new LocalStorage(folder);
    assertThatThrownBy(
            () ->
                storage.write(
                    "checkpoints/a",
                    out -> {
                      out.write(1);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage("No space left on device");
    assertThat(files()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private CheckpointStore store(RunIdentity identity) {
    return new CheckpointStore(new LocalStorage(folder), identity, 3, warnings::add);
  }

  private static RunState state(long round) {
    float[] weights = new float[20_000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i + (double) round);
    }
    TreeMap<String, double[]> sums = new TreeMap<>();
    sums.put("hits", new double[] {3, Double.NaN});
    TreeMap<Integer, ReplicaState> kept = new TreeMap<>();
    kept.put(2, new ReplicaState(FloatVector.of(1, Float.NaN), 9, FloatVector.EMPTY));
    return new RunState(
        new Position(round, 3, 2, 35),
        new ModelState(
            FloatVector.of(weights),
            FloatVector.of(0.5f),
            12,
            FloatVector.of(-0f),
            FloatVector.EMPTY),
        kept,
        new LocalSteps.Measured(2, 1, Double.NaN, 0.25),
        new Tally(10, 9.5, 3.25, sums),
        new Best(1, 0.25, FloatVector.of(7)));
  }
}
