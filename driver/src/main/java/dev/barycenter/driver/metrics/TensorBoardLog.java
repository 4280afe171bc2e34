package dev.barycenter.driver.metrics;

import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the metrics of a run for TensorBoard, in {@code tensorboard/}.
 *
 * <p>Each flush, at a checkpoint or the end of an epoch, is a file of its own, for file systems
 * that cannot append; TensorBoard reads the files of a folder in order of their names. A run that
 * goes on from a checkpoint deletes the files of rounds that are run again.
 */
public final class TensorBoardLog implements RunListener {

  private static final String FOLDER = "tensorboard";
  private static final Set<String> AXES = Set.of("round/epoch", "round/global_step");
  private static final String PREFIX = "events.out.tfevents.";

  private final Storage storage;
  private final InstantSource clock;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private long round;
  private int stepsPerEpoch;
  private long step;

  /**
   * Writes to the folder of a run.
   *
   * @param clock for the time axis
   */
  public TensorBoardLog(Storage storage, InstantSource clock) {
    this.storage = storage;
    this.clock = clock;
  }

  @Override
  public void on(RunEvent event) {
    try {
      if (event instanceof RunEvent.Started started) {
        stepsPerEpoch = started.stepsPerEpoch();
        begin(started.position().round());
      } else if (event instanceof RunEvent.RoundDone done) {
        round = done.end().round();
        // Of the run, where the global step begins again with every phase.
        step = (long) done.end().epoch() * stepsPerEpoch + done.end().step();
        addRound(done);
      } else if (event instanceof RunEvent.EpochDone epoch) {
        add("train/", epoch.metrics());
        add("validation/", epoch.validation());
        write();
      } else if (event instanceof RunEvent.CheckpointSaved || event instanceof RunEvent.Finished) {
        write();
      }
    } catch (IOException e) {
      throw new TrainingFailedException(
          "%s cannot be written: %s".formatted(storage.address(FOLDER), e.getMessage()), e);
    }
  }

  private void addRound(RunEvent.RoundDone done) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    new EventLines()
        .numbers(done)
        .forEach((name, number) -> numbers.put(name.replace('.', '/'), number));
    numbers.keySet().removeAll(AXES);
    add("", numbers);
  }

  private void begin(long from) throws IOException {
    round = from;
    for (String name : storage.list(FOLDER)) {
      if (name.startsWith(PREFIX) && Long.parseLong(name.substring(PREFIX.length())) > from) {
        storage.delete(FOLDER + "/" + name);
      }
    }
  }

  private void add(String group, SortedMap<String, Double> metrics) {
    double now = clock.millis() / 1e3;
    metrics.forEach(
        (name, value) ->
            records.writeBytes(
                TensorBoardRecord.scalar(now, step, group + name, value.floatValue())));
  }

  private void write() throws IOException {
    if (records.size() == 0) {
      return;
    }
    byte[] header = TensorBoardRecord.version(clock.millis() / 1e3);
    storage.write(
        FOLDER + "/" + PREFIX + "%012d".formatted(round),
        out -> {
          out.write(header);
          records.writeTo(out);
        });
    records.reset();
  }
}
