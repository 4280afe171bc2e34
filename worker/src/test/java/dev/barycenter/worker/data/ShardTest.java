package dev.barycenter.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a shard")
class ShardTest {

  private static final ExampleLayout TEXT =
      new ExampleLayout(
          List.of(new Column(Role.INPUT, "x", Storage.UINT8, List.of(Column.VARIABLE))));

  private static final ExampleLayout PIXELS =
      new ExampleLayout(List.of(new Column(Role.INPUT, "x", Storage.UINT8, List.of(7))));

  /** Example {@code i} holds {@code i} bytes of value {@code i}, or 7 of them. */
  private static List<byte[]> examples(ExampleLayout layout, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              float[] values = new float[layout.fixedSize() ? 7 : i];
              Arrays.fill(values, i);
              return layout.pack(List.of(values));
            })
        .toList();
  }

  private static void assertHolds(Shard shard, List<byte[]> examples) {
    assertThat(shard.examples()).isEqualTo(examples.size());
    for (int position = examples.size() - 1; position >= 0; position--) {
      ByteBuffer into = ByteBuffer.allocate(shard.bytes(position) + 2);
      into.put((byte) 42);
      shard.read(position, into);
      assertThat(into.position()).isEqualTo(1 + examples.get(position).length);
      byte[] read = new byte[examples.get(position).length];
      into.get(1, read);
      assertThat(read).isEqualTo(examples.get(position));
    }
  }

  @Test
  void givesBackWhatWasPackedInMemoryAndInAFile(@TempDir Path folder) {
    for (ExampleLayout layout : List.of(TEXT, PIXELS)) {
      for (int count : new int[] {0, 1, 100}) {
        List<byte[]> examples = examples(layout, count);
        assertHolds(MemoryShard.of(layout, examples.iterator()), examples);
        assertHolds(FileShard.write(layout, examples.iterator(), folder), examples);
      }
    }
  }

  @Test
  void goesToAFileWhenItIsTooLargeForMemory(@TempDir Path folder) {
    List<byte[]> examples = examples(PIXELS, 20);
    Shard fits = Shard.pack(PIXELS, examples.iterator(), 140, folder);
    Shard spills = Shard.pack(PIXELS, examples.iterator(), 133, folder);
    assertThat(fits.inMemory()).isTrue();
    assertThat(spills.inMemory()).isFalse();
    assertHolds(fits, examples);
    assertHolds(spills, examples);
  }

  @Test
  void takesItsBytesAlongWhenSerialized(@TempDir Path folder) throws Exception {
    List<byte[]> examples = examples(TEXT, 50);
    for (Shard shard :
        List.of(
            MemoryShard.of(TEXT, examples.iterator()),
            FileShard.write(TEXT, examples.iterator(), folder))) {
      assertHolds(overTheWire(shard), examples);
    }
  }

  private static Shard overTheWire(Shard shard) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(shard);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Shard) in.readObject();
    }
  }

  @Test
  void isReadAgainAfterItWasClosedOrItsReaderInterrupted(@TempDir Path folder) {
    List<byte[]> examples = examples(PIXELS, 3);
    Shard shard = FileShard.write(PIXELS, examples.iterator(), folder);
    assertHolds(shard, examples);
    shard.close();
    assertHolds(shard, examples);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> shard.read(0, ByteBuffer.allocate(7)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertHolds(shard, examples);
  }

  @Test
  void saysWhereItCannotBeWritten(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> FileShard.write(PIXELS, List.<byte[]>of().iterator(), missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("A shard cannot be written to '%s': ".formatted(missing));
  }
}
