package dev.barycenter.driver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.worker.segment.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {

  @TempDir Path folder;

  @Test
  void aScalarIsAFramedEvent() {
    // Event{wall_time: 1.5, step: 300, summary{value{tag: "a", simple_value: 0.5}}}, by hand.
    byte[] data = {
      9, 0, 0, 0, 0, 0, 0, -8, 63, 16, -84, 2, 42, 10, 10, 8, 10, 1, 'a', 21, 0, 0, 0, 63
    };
    byte[] record = TensorBoardRecord.scalar(1.5, 300, "a", 0.5f);
    assertThat(record)
        .hasSize(8 + 4 + data.length + 4)
        .startsWith(data.length, 0, 0, 0, 0, 0, 0, 0);
    assertThat(java.util.Arrays.copyOfRange(record, 12, 12 + data.length)).isEqualTo(data);
  }

  @Test
  void theChecksumIsTheMaskedCrc32cOfTheFormat() {
    // CRC32C("123456789") is e3069283, the check value of the polynomial.
    assertThat(
            TensorBoardRecord.maskedCrc(
                "123456789".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
  }

  @Test
  void aFileForEachFlushAndNoneOfRoundsThatRunAgain() throws IOException {
    LocalStorage storage = new LocalStorage(folder);
    TensorBoardLog log = new TensorBoardLog(storage, () -> Instant.ofEpochSecond(7));
    log.on(new RunEvent.Started(Position.START, 2, 8, 3));
    log.on(RunEvents.round(0));
    log.on(new RunEvent.CheckpointSaved(Position.START));
    log.on(new RunEvent.CheckpointSaved(Position.START));
    log.on(RunEvents.round(1));
    log.on(RunEvents.epoch());
    assertThat(storage.list("tensorboard"))
        .containsExactly("events.out.tfevents.000000000001", "events.out.tfevents.000000000002");
    log.on(new RunEvent.Started(new Position(1, 0, 4, 4), 2, 8, 3));
    assertThat(storage.list("tensorboard")).containsExactly("events.out.tfevents.000000000001");
  }
}
