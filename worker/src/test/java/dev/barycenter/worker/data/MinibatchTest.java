package dev.barycenter.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a minibatch")
class MinibatchTest {

  private static final ExampleLayout MIXED =
      new ExampleLayout(
          List.of(
              new Column(Role.INPUT, "pixels", Storage.UINT8, List.of(2, 2)),
              new Column(Role.INPUT, "signal", Storage.FLOAT32, List.of(Column.VARIABLE, 2)),
              new Column(Role.INPUT, "tokens", Storage.UINT16, List.of(Column.VARIABLE)),
              new Column(Role.TARGET, "label", Storage.FLOAT32, List.of()),
              new Column(Role.WEIGHT, "label", Storage.FLOAT32, List.of())));

  private static List<byte[]> mixed() {
    return List.of(
        MIXED.pack(
            List.of(
                new float[] {0, 1, 254, 255},
                new float[] {1.5f, 2, 3, 4},
                new float[] {65535},
                new float[] {1},
                new float[] {0.5f})),
        MIXED.pack(
            List.of(
                new float[] {5, 6, 7, 8},
                new float[] {-1, -2},
                new float[] {1, 2, 3},
                new float[] {0},
                new float[] {2})));
  }

  private static float[] floats(FloatBuffer values) {
    float[] floats = new float[values.limit()];
    values.get(0, floats);
    return floats;
  }

  private static void assertMixed(Shard shard) {
    Minibatch batch = new Minibatch(MIXED, 4);
    batch.read(shard, 0, 2);
    assertThat(batch.count()).isEqualTo(2);
    List<MinibatchColumn> inputs = batch.columns(Role.INPUT);
    assertThat(inputs.get(0).shape()).containsExactly(2, 2, 2);
    assertThat(floats(inputs.get(0).values())).containsExactly(0, 1, 254, 255, 5, 6, 7, 8);
    assertThat(inputs.get(1).shape()).containsExactly(2, 2, 2);
    assertThat(floats(inputs.get(1).values())).containsExactly(1.5f, 2, 3, 4, -1, -2, 0, 0);
    assertThat(inputs.get(1).lengths()).startsWith(2, 1);
    assertThat(inputs.get(2).shape()).containsExactly(2, 3);
    assertThat(floats(inputs.get(2).values())).containsExactly(65535, 0, 0, 1, 2, 3);
    assertThat(floats(batch.columns(Role.TARGET).get(0).values())).containsExactly(1, 0);
    assertThat(batch.columns(Role.TARGET).get(0).shape()).containsExactly(2);
    assertThat(floats(batch.columns(Role.WEIGHT).get(0).values())).containsExactly(0.5f, 2);
    batch.read(shard, 1, 2);
    assertThat(floats(inputs.get(1).values())).containsExactly(-1, -2);
    assertThat(batch.positions()).containsExactly(1);
  }

  @Test
  void unpacksAndPadsEveryStorage() {
    assertMixed(MemoryShard.of(MIXED, mixed().iterator()));
  }

  @Test
  void isTheSameFromAFile(@TempDir Path folder) {
    try (Shard shard = FileShard.write(MIXED, mixed().iterator(), folder)) {
      assertMixed(shard);
    }
  }

  private static final ExampleLayout NUMBER =
      new ExampleLayout(List.of(new Column(Role.INPUT, "x", Storage.FLOAT32, List.of(3))));

  private static List<byte[]> numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> NUMBER.pack(List.of(new float[] {i, i + 0.25f, i + 0.5f})))
        .toList();
  }

  @Test
  void comesInTheOrderOfTheEpochWithOrWithoutReadingAhead(@TempDir Path folder) throws IOException {
    EpochOrder order = new EpochOrder(9, 2, 0, 50);
    try (Shard memory = MemoryShard.of(NUMBER, numbers(50).iterator());
        Shard streamed = FileShard.write(NUMBER, numbers(50).iterator(), folder)) {
      for (Shard shard : List.of(memory, streamed)) {
        for (boolean ahead : new boolean[] {false, true}) {
          List<Float> seen = new ArrayList<>();
          List<MinibatchReader.Span> spans =
              IntStream.range(0, 7)
                  .mapToObj(
                      i -> new MinibatchReader.Span(shard, order, 8 * i, Math.min(50, 8 * i + 8)))
                  .toList();
          try (MinibatchReader reader = new MinibatchReader(NUMBER, 8, spans.iterator(), ahead)) {
            for (int i = 0; i < 7; i++) {
              Minibatch batch = reader.next();
              assertThat(batch.count()).isEqualTo(i < 6 ? 8 : 2);
              for (float value : floats(batch.columns(Role.INPUT).get(0).values())) {
                seen.add(value);
              }
            }
          }
          List<Float> expected = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            float first = order.position(i);
            expected.addAll(List.of(first, first + 0.25f, first + 0.5f));
          }
          assertThat(seen).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void thatIsNotWantedAnyMoreHoldsNobodyUp() {
    Shard shard = MemoryShard.of(NUMBER, numbers(50).iterator());
    EpochOrder order = new EpochOrder(9, 2, 0, 50);
    List<MinibatchReader.Span> spans =
        IntStream.range(0, 50)
            .mapToObj(i -> new MinibatchReader.Span(shard, order, i, i + 1))
            .toList();
    try (MinibatchReader reader = new MinibatchReader(NUMBER, 8, spans.iterator(), true)) {
      assertThat(reader.next().count()).isEqualTo(1);
    }
  }

  @Test
  void thatCannotBeReadAheadFailsWhereItIsWanted(@TempDir Path folder) throws IOException {
    EpochOrder order = new EpochOrder(9, 2, 0, 5);
    FileShard shard = FileShard.write(NUMBER, numbers(5).iterator(), folder);
    Path file = onlyFile(folder);
    Files.write(file, new byte[0]);
    var spans = List.of(new MinibatchReader.Span(shard, order, 0, 1));
    try (MinibatchReader reader = new MinibatchReader(NUMBER, 8, spans.iterator(), true)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Reading a minibatch failed.")
          .cause()
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "Example %d of 5 of the shard in '%s' cannot be read: the file ends at byte %d"
                  .formatted(order.position(0), file, 12 * order.position(0)));
    }
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void rejectsValuesThatItsStorageDoesNotHold() {
    ExampleLayout pixels =
        new ExampleLayout(List.of(new Column(Role.INPUT, "p", Storage.UINT8, List.of(1))));
    assertThatThrownBy(() -> pixels.pack(List.of(new float[] {0.5f})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Column 'p' has the value 0.5, which UINT8 does not hold; store the column as FLOAT32.");
    assertThatThrownBy(() -> pixels.pack(List.of(new float[] {1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Column 'p' has 2 values, but its shape is [1], which takes 1.");
  }
}
