package dev.barycenter.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.jobs.data.Watermark;
import dev.barycenter.jobs.registry.Serving.By;
import dev.barycenter.jobs.registry.Version.Holdout;
import dev.barycenter.jobs.registry.Version.Rows;
import dev.barycenter.jobs.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir Path folder;
  private Registry registry;

  @BeforeEach
  void open() {
    registry = Registry.open(folder.toString(), new Configuration());
  }

  /** Trains nothing, but leaves what a training leaves. */
  private int sealed(boolean passed, double accuracy) {
    int number = registry.claim();
    RunFolder run = registry.folder(number);
    run.write(RunFolder.MODEL, "weights " + number);
    run.write(RunFolder.SPEC, "name: x");
    Watermark upto = new Watermark("day", "int", "" + number);
    Watermark after = number == 1 ? null : new Watermark("day", "int", "" + (number - 1));
    registry.seal(
        new Version(
            number,
            registry.serving().version().orElse(null),
            passed,
            passed ? "better" : "worse",
            new Rows(after, upto, 80, number == 1 ? 0 : 20, "7", "day INT"),
            new Holdout(40, "00", new TreeMap<>(Map.of("accuracy", accuracy)), null),
            new TreeMap<>()));
    return number;
  }

  private boolean promote(int version, By by) {
    ServingHistory seen = registry.serving();
    return registry.promote(seen, seen.next(version, by, "because"));
  }

  private int serving() {
    return registry.serving().version().orElseThrow();
  }

  @Test
  void everyClaimHasItsOwnNumber() {
    List<Integer> numbers =
        IntStream.range(0, 40).parallel().mapToObj(i -> registry.claim()).sorted().toList();
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(registry.versions()).isEqualTo(numbers);
  }

  @Test
  void nothingServesAtFirst() {
    assertThat(registry.serving()).isEqualTo(new ServingHistory(0, List.of()));
    assertThat(registry.versions()).isEmpty();
  }

  @Test
  void theLastPromotionCounts() {
    assertThat(promote(sealed(true, 0.9), By.RETRAIN)).isTrue();
    assertThat(promote(sealed(true, 0.95), By.RETRAIN)).isTrue();
    assertThat(serving()).isEqualTo(2);
    assertThat(registry.serving().entries())
        .containsExactly(
            new Serving(1, null, By.RETRAIN, "because"), new Serving(2, 1, By.RETRAIN, "because"));
  }

  @Test
  void whoHasNotSeenThePromotionBeforeDoesNotPromote() {
    int first = sealed(true, 0.9);
    int second = sealed(true, 0.9);
    ServingHistory seen = registry.serving();
    assertThat(registry.promote(seen, seen.next(first, By.RETRAIN, "quick"))).isTrue();
    assertThat(registry.promote(seen, seen.next(second, By.RETRAIN, "slow"))).isFalse();
    assertThat(serving()).isEqualTo(first);
  }

  @Test
  void aVersionThatIsNotSealedNeverServes() throws IOException {
    promote(sealed(true, 0.9), By.RETRAIN);
    int killed = registry.claim();
    registry.folder(killed).write(RunFolder.MODEL, "half");
    assertThatThrownBy(() -> promote(killed, By.PROMOTE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Version 2 is not sealed and cannot serve.");
    assertThatThrownBy(() -> registry.whole(killed))
        .isInstanceOf(RegistryException.class)
        .hasMessage("Version 2 of '%s' is not sealed: its training has not ended.", folder);
    // Not even if somebody writes that it does.
    Files.writeString(folder.resolve("serving/2.json"), "{\"version\": 2, \"by\": \"promote\"}");
    assertThat(serving()).isEqualTo(1);
  }

  @Test
  void aPromotionThatIsNotWholeIsVoidAndTheNextOneHasItsOwnNumber() throws IOException {
    promote(sealed(true, 0.9), By.RETRAIN);
    Files.writeString(folder.resolve("serving/2.json"), "{\"version\": ");
    assertThat(serving()).isEqualTo(1);
    assertThat(promote(sealed(true, 0.9), By.RETRAIN)).isTrue();
    assertThat(serving()).isEqualTo(2);
    assertThat(folder.resolve("serving/3.json"))
        .content()
        .isEqualTo(
            """
            {
              "version" : 2,
              "replaced" : 1,
              "by" : "retrain",
              "why" : "because"
            }
            """);
  }

  @Test
  void goingBackTwiceGoesBackByTwo() {
    IntStream.rangeClosed(1, 3).forEach(i -> promote(sealed(true, 0.9), By.RETRAIN));
    assertThat(registry.serving().before()).contains(2);
    promote(2, By.ROLLBACK);
    assertThat(registry.serving().before()).contains(1);
    promote(1, By.ROLLBACK);
    assertThat(registry.serving().before()).isEmpty();
    promote(sealed(true, 0.9), By.RETRAIN);
    assertThat(registry.serving().before()).contains(1);
  }

  @Test
  void aChangedFileIsFound() throws IOException {
    int number = sealed(true, 0.9);
    assertThat(registry.whole(number).files())
        .containsOnlyKeys(RunFolder.MODEL, RunFolder.SPEC)
        .containsEntry(
            RunFolder.SPEC, "cc624066a62194526885793b2b32066d82c6a1cbf9eb523f3e80614ebbdb0dcb");
    Path model = folder.resolve("versions/1/model.keras");
    Files.writeString(model, "other");
    assertThatThrownBy(() -> registry.whole(number))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "Version 1 of '%s' is damaged: 'model.keras' is not what it was. Restore it, or promote another version.",
            folder);
    Files.delete(model);
    assertThatThrownBy(() -> registry.whole(number)).hasMessageContaining("'model.keras' is gone");
  }

  @Test
  void aVersionIsSealedOnce() {
    Version version = registry.whole(sealed(true, 0.9));
    Version other =
        new Version(1, null, false, "other", version.rows(), version.holdout(), new TreeMap<>());
    assertThatThrownBy(() -> registry.seal(other))
        .isInstanceOf(RegistryException.class)
        .hasMessage("Version 1 of '%s' is sealed already.", folder);
    assertThat(registry.whole(1)).isEqualTo(version);
  }

  @Test
  void aListingShowsWhatBecameOfEveryVersion() {
    promote(sealed(true, 0.9), By.RETRAIN);
    promote(sealed(true, 0.95), By.RETRAIN);
    sealed(false, 0.8);
    registry.claim();
    assertThat(new Listing(registry).versions())
        .isEqualTo(
            """
               1  served before  day to 1: 80 rows; accuracy 0.9000 on 40 held out
               2  serves         day after 1 to 2: 80 rows and 20 older; accuracy 0.9500 on 40 held out
               3  not better     day after 2 to 3: 80 rows and 20 older; accuracy 0.8000 on 40 held out
               4  not sealed
            """);
  }

  @Test
  void aVersionIsShownWithItsReasons() {
    promote(sealed(true, 0.9), By.RETRAIN);
    promote(sealed(true, 0.95), By.RETRAIN);
    assertThat(new Listing(registry).version(2))
        .isEqualTo(
            """
            version   2, serves
            folder    %s/versions/2
            parent    version 1
            rows      day after 1 to 2: 80 rows and 20 older
            holdout   accuracy 0.9500 on 40 held out
            decision  better
            served    in place of version 1; by its gate
            """
                .formatted(folder));
  }
}
