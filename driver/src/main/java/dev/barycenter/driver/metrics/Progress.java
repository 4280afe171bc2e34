package dev.barycenter.driver.metrics;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.worker.segment.Position;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Shows a run to people: a line that moves within an epoch, and one that stays for each epoch.
 *
 * <p>Where the output is no terminal, the moving line is left out.
 */
public final class Progress implements RunListener {

  private static final int WIDTH = 24;
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private int epochs;
  private int stepsPerEpoch;
  private long examples;
  private double seconds;
  private String last = "";

  /** Shows a run on {@code out}. */
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.Started started) {
      begin(started);
    } else if (event instanceof RunEvent.RoundDone done) {
      examples += done.report().tally().examples();
      last = text(done.metrics(), "");
    } else if (event instanceof RunEvent.SegmentDone done) {
      seconds += done.elapsed().toNanos() / 1e9;
      move(done.end());
    } else if (event instanceof RunEvent.EpochDone done) {
      endEpoch(done);
    } else if (event instanceof RunEvent.SegmentFailed failed) {
      say("A segment failed and is run again: " + failed.reason());
    } else if (event instanceof RunEvent.Finished finished) {
      end(finished);
    }
  }

  private void begin(RunEvent.Started started) {
    epochs = started.epochs();
    stepsPerEpoch = started.stepsPerEpoch();
    if (started.position().round() > 0) {
      say(
          "Resumed at step %d of epoch %d of %d."
              .formatted(started.position().step(), started.position().epoch() + 1, epochs));
    }
  }

  /** The end of an epoch is position 0 of the next; its own line follows at once. */
  private void move(Position position) {
    if (!terminal || position.step() == 0) {
      return;
    }
    int done = WIDTH * position.step() / stepsPerEpoch;
    out.print(
        CLEAR
            + "Epoch %d/%d [%s%s] %d/%d  %s  %,.0f examples/s"
                .formatted(
                    position.epoch() + 1,
                    epochs,
                    "=".repeat(done),
                    ".".repeat(WIDTH - done),
                    position.step(),
                    stepsPerEpoch,
                    last,
                    examples / seconds));
    out.flush();
  }

  private void endEpoch(RunEvent.EpochDone done) {
    String validation = done.validation().isEmpty() ? "" : "  " + text(done.validation(), "val_");
    say(
        String.format(
            Locale.ROOT,
            "Epoch %d/%d  %s%s  %,.0f examples/s  %s",
            done.epoch() + 1,
            epochs,
            text(done.metrics(), ""),
            validation,
            examples / seconds,
            duration(seconds)));
    examples = 0;
    seconds = 0;
  }

  private void end(RunEvent.Finished finished) {
    switch (finished.ending()) {
      case COMPLETED -> {}
      case STOPPED_EARLY ->
          say("Stopped early: the watched metric did not improve; the best weights are restored.");
      case INTERRUPTED -> say("Interrupted after a checkpoint; --resume goes on from there.");
    }
  }

  private void say(String line) {
    out.println((terminal ? CLEAR : "") + line);
  }

  private static String text(SortedMap<String, Double> metrics, String prefix) {
    StringBuilder text = new StringBuilder();
    metrics.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "  ")
                .append(String.format(Locale.ROOT, "%s%s %.4g", prefix, name, value)));
    return text.toString();
  }

  private static String duration(double seconds) {
    Duration whole = Duration.ofMillis((long) (seconds * 1e3));
    return whole.toMinutes() == 0
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : "%d min %d s".formatted(whole.toMinutes(), whole.toSecondsPart());
  }
}
