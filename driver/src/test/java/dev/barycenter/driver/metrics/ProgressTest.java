package dev.barycenter.driver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunEvent.Ending;
import dev.barycenter.worker.segment.Position;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  @Test
  void aLineMovesInATerminalAndOneStaysForEachEpoch() {
    run(true);
    assertThat(printed())
        .isEqualTo(
            "\r\033[KEpoch 1/3 [============............] 4/8  loss 0.7500  16 examples/s"
                + "\r\033[KEpoch 1/3  loss 0.2500  val_loss 0.5000  16 examples/s  4.0 s\n"
                + "\r\033[KA segment failed and is run again: executor 1 is lost\n"
                + "\r\033[KInterrupted after a checkpoint; --resume goes on from there.\n");
  }

  @Test
  void onlyLinesThatStayGoToAFile() {
    run(false);
    assertThat(printed())
        .isEqualTo(
            """
            Epoch 1/3  loss 0.2500  val_loss 0.5000  16 examples/s  4.0 s
            A segment failed and is run again: executor 1 is lost
            Interrupted after a checkpoint; --resume goes on from there.
            """);
  }

  @Test
  void saysWhereAResumedRunGoesOn() {
    progress(false).on(new RunEvent.Started(new Position(3, 1, 4, 12), 2, 8, 3));
    assertThat(printed()).isEqualTo("Resumed at step 4 of epoch 2 of 3.\n");
  }

  private void run(boolean terminal) {
    Progress progress = progress(terminal);
    progress.on(new RunEvent.Started(Position.START, 2, 8, 3));
    progress.on(RunEvents.round(0));
    progress.on(new RunEvent.SegmentDone(new Position(1, 0, 4, 4), 1, Duration.ofSeconds(2)));
    progress.on(RunEvents.round(1));
    progress.on(new RunEvent.SegmentDone(new Position(2, 1, 0, 8), 1, Duration.ofSeconds(2)));
    progress.on(RunEvents.epoch());
    progress.on(new RunEvent.SegmentFailed(Position.START, "executor 1 is lost"));
    progress.on(new RunEvent.Finished(Position.START, Ending.INTERRUPTED));
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(screen, true, StandardCharsets.UTF_8), terminal);
  }

  private String printed() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
