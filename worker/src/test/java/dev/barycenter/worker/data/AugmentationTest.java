package dev.barycenter.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.barycenter.worker.data.Augmentation.Flip;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Column.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final float[] SQUARE = {1, 2, 3, 4};

  private static Set<List<Float>> changes(Augmentation augmentation) {
    Set<List<Float>> seen = new HashSet<>();
    for (int seed = 0; seed < 64; seed++) {
      seen.add(list(augmentation.apply(SQUARE, 2, 2, 1, seed)));
    }
    return seen;
  }

  private static List<Float> list(float... values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  @Test
  void aPictureIsMirroredInTheDirectionsThatAreAskedFor() {
    assertThat(changes(new Augmentation(Flip.NONE, 0, 0, 0))).containsExactly(list(1, 2, 3, 4));
    assertThat(changes(new Augmentation(Flip.HORIZONTAL, 0, 0, 0)))
        .containsExactlyInAnyOrder(list(1, 2, 3, 4), list(2, 1, 4, 3));
    assertThat(changes(new Augmentation(Flip.VERTICAL, 0, 0, 0)))
        .containsExactlyInAnyOrder(list(1, 2, 3, 4), list(3, 4, 1, 2));
    assertThat(changes(new Augmentation(Flip.BOTH, 0, 0, 0))).hasSize(4);
  }

  @Test
  void aWindowOfARampIsAShorterRamp() {
    float[] ramp = new float[11 * 11];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % 11;
    }
    float[] cut = new Augmentation(Flip.NONE, 0.5, 0, 0).apply(ramp, 11, 11, 1, 3);
    float step = cut[1] - cut[0];
    assertThat(step).isBetween(0.5f, 0.999f);
    assertThat(cut[0]).isBetween(0f, 5f);
    for (int i = 0; i < cut.length; i++) {
      assertThat(cut[i]).isCloseTo(cut[0] + step * (i % 11), within(1e-4f));
    }
  }

  @Test
  void aTurnKeepsTheMiddleAndTheDistanceFromIt() {
    float[] dot = new float[21 * 21];
    for (int y = 0; y < 21; y++) {
      for (int x = 0; x < 21; x++) {
        dot[y * 21 + x] =
            (float) (100 * Math.exp(-(Math.pow(x - 15, 2) + Math.pow(y - 10, 2)) / 4));
      }
    }
    float[] turned = new Augmentation(Flip.NONE, 0, 90, 0).apply(dot, 21, 21, 1, 5);
    double[] center = center(turned);
    assertThat(Math.hypot(center[0] - 10, center[1] - 10)).isCloseTo(5, within(0.05));
    assertThat(Math.abs(center[1] - 10)).isGreaterThan(0.5);
  }

  private static double[] center(float[] picture) {
    double sum = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < picture.length; i++) {
      sum += picture[i];
      int row = i / 21;
      x += picture[i] * (i % 21);
      y += picture[i] * row;
    }
    return new double[] {x / sum, y / sum};
  }

  @Test
  void colorsStayInTheirRange() {
    float[] picture = {0, 128, 255, 255, 0, 0};
    Set<List<Float>> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      float[] changed = new Augmentation(Flip.NONE, 0, 0, 0.5).apply(picture, 1, 2, 3, seed);
      seen.add(list(changed));
      for (float value : changed) {
        assertThat(value).isBetween(0f, 255f);
      }
    }
    assertThat(seen).hasSize(20);
  }

  @Test
  void anEpochAlwaysDrawsTheSameAndAnotherEpochSomethingElse() {
    ExampleLayout layout =
        new ExampleLayout(
            List.of(
                new Column(
                    Role.INPUT,
                    "photo",
                    Storage.UINT8,
                    List.of(4, 4, 1),
                    new Augmentation(Flip.HORIZONTAL, 0.2, 20, 0.1))));
    List<byte[]> packed =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    layout.pack(
                        List.of(new float[] {i, 9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, i})))
            .toList();
    Shard shard = MemoryShard.of(layout, packed.iterator());
    float[] first = read(layout, shard, 0);
    assertThat(read(layout, shard, 0)).isEqualTo(first);
    assertThat(read(layout, shard, 1)).isNotEqualTo(first);
    Minibatch plain = new Minibatch(layout, 8);
    plain.read(shard, 0, 8);
    assertThat(plain.columns(Role.INPUT).get(0).values().get(1)).isEqualTo(9);
  }

  /** Returns the pictures that an epoch sees, in the order of their positions. */
  private static float[] read(ExampleLayout layout, Shard shard, int epoch) {
    Minibatch batch = new Minibatch(layout, 8);
    batch.read(shard, new EpochOrder(1, epoch, 0, 8), 0, 8);
    float[] seen = new float[8 * 16];
    batch.columns(Role.INPUT).get(0).values().get(0, seen);
    int[] positions = batch.positions();
    float[] ordered = new float[seen.length];
    for (int i = 0; i < 8; i++) {
      System.arraycopy(seen, 16 * i, ordered, 16 * positions[i], 16);
    }
    return ordered;
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> new Augmentation(Flip.NONE, 1, 0, 0))
        .hasMessage("'crop' is 1.0: expected at least 0 and less than 1.");
    assertThatThrownBy(
            () ->
                new Column(
                    Role.INPUT,
                    "x",
                    Storage.UINT8,
                    List.of(4),
                    new Augmentation(Flip.NONE, 0, 0, 0)))
        .hasMessage(
            "Column 'x' has the shape [4]; only pictures of shape (height, width, channels) are augmented.");
  }
}
