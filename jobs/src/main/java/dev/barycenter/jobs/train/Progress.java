package dev.barycenter.jobs.train;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run to a person: a bar for the epoch at hand with loss and examples per second, and a
 * line of metrics for every finished epoch.
 */
final class Progress implements RunListener, AutoCloseable {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean live;
  private int epochs;
  private int stepsPerEpoch;
  private long examples;
  private Duration epochTime = Duration.ZERO;
  private @Nullable ProgressBar bar;

  /**
   * Creates a display.
   *
   * @param live whether the output is a terminal, on which a bar can move
   */
  Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.Started started) {
      epochs = started.epochs();
      stepsPerEpoch = started.stepsPerEpoch();
    } else if (event instanceof RunEvent.RoundDone done) {
      round(done);
    } else if (event instanceof RunEvent.SegmentDone done) {
      epochTime = epochTime.plus(done.elapsed());
    } else if (event instanceof RunEvent.EpochDone done) {
      epoch(done);
    } else if (event instanceof RunEvent.SegmentFailed failed) {
      line("A segment failed and is run again: " + failed.reason());
    } else if (event instanceof RunEvent.Finished finished) {
      close();
      if (finished.ending() != RunEvent.Ending.COMPLETED) {
        line(
            "Training ended early: "
                + finished.ending().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      }
    }
  }

  private void round(RunEvent.RoundDone done) {
    examples += done.report().tally().examples();
    if (!live) {
      return;
    }
    int epoch = done.report().plan().start().epoch() + 1;
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Epoch %d/%d".formatted(epoch, epochs))
              .setInitialMax(stepsPerEpoch)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepBy(done.report().plan().steps());
    Double loss = done.metrics().get("loss");
    bar.setExtraMessage(" loss %.4f".formatted(loss == null ? Double.NaN : loss));
  }

  private void epoch(RunEvent.EpochDone done) {
    close();
    double seconds = Math.max(1e-9, epochTime.toNanos() / 1e9);
    String validation =
        done.validation().isEmpty() ? "" : "  validation " + text(done.validation());
    line(
        "Epoch %d/%d  %s%s  (%,.0f examples/s)"
            .formatted(
                done.epoch() + 1, epochs, text(done.metrics()), validation, examples / seconds));
    examples = 0;
    epochTime = Duration.ZERO;
  }

  private static String text(SortedMap<String, Double> metrics) {
    return metrics.entrySet().stream()
        .map(e -> "%s %.4f".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining("  "));
  }

  private void line(String text) {
    out.println(text);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
