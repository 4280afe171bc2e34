package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.registry.Listing;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.registry.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Retraining as a schedule starts it, night after night, with the registry checked after each. */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainIT {
  private static final String SPEC =
      """
      name: hill
      model:
        input: [2]
        layers:
          - {type: Dense, units: 8, activation: tanh}
          - {type: Dense, name: high, units: 1, activation: sigmoid}
      training:
        loss: binary_crossentropy
        metrics: [accuracy]
        optimizer: {type: Adam, learning_rate: 0.01}
        epochs: 4
        batch_size: 16
        averaging: {local_steps: 5}
      data:
        train: {format: csv, path: arriving}
        test: {format: csv, path: holdout.csv}
        preprocess: [{type: StandardScaler, columns: [x, y], output: place}]
        inputs: {input: place}
        targets: {high: high}
      retrain: {watermark: day, replay: 0.25, epochs: 3}
      run: {listeners: [dev.barycenter.jobs.PausedTraining]}
      """;

  @TempDir static Path folder;

  private Registry registry;

  @BeforeAll
  static void theFirstDay() throws IOException {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    Files.createDirectories(folder.resolve("arriving"));
    Files.writeString(folder.resolve("spec.yaml"), SPEC);
    write(folder.resolve("holdout.csv"), 0, 200, 0);
    arrive(1, 64, 0);
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  @BeforeEach
  void open() {
    registry = Registry.open(folder.resolve("models").toString(), new Configuration());
  }

  private static void arrive(int day, int rows, double wrong) throws IOException {
    write(day(day), day, rows, wrong);
  }

  private static Path day(int day) {
    return folder.resolve("arriving/day%d.csv".formatted(day));
  }

  /**
   * Points of a plane, and whether they lie on a hill.
   *
   * @param wrong the share of them that says the opposite
   */
  private static void write(Path file, int day, int rows, double wrong) throws IOException {
    Random random = new Random(day);
    List<String> lines = new ArrayList<>(List.of("day,x,y,high"));
    for (int i = 0; i < rows; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      boolean high = (x + 0.5 * y > 0) != (random.nextDouble() < wrong);
      lines.add(String.format(Locale.ROOT, "%d,%.6f,%.6f,%d", day, x, y, high ? 1 : 0));
    }
    Files.write(file, lines);
  }

  private String[] command(String... more) {
    return Stream.concat(
            Stream.of(
                "retrain",
                folder.resolve("spec.yaml").toString(),
                "--registry",
                registry.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private JavaProcess start(String name) {
    List<String> options = new ArrayList<>(SparkCluster.sparkOpens());
    options.addAll(
        List.of(
            "-Xmx600m",
            "-Dspark.master=local[1]",
            "-Dspark.ui.enabled=false",
            "-D%s=%s".formatted(PausedTraining.PROPERTY, folder.resolve("go"))));
    return JavaProcess.start(
        folder.resolve(name + ".log"),
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        options,
        "dev.barycenter.jobs.Main",
        List.of(command()));
  }

  private Version version(int number) {
    return registry.whole(number);
  }

  private void assertServes(int number) {
    assertThat(registry.serving().version()).contains(number);
    version(number);
  }

  @Test
  @Order(0)
  void theFirstRunTrainsFromTheBeginningAndItsVersionServes() {
    assertThat(Main.run(command())).isEqualTo(ExitCode.DONE);
    assertServes(1);
    assertThat(version(1).parent()).isNull();
    assertThat(version(1).rows().upto().value()).isEqualTo("1");
    assertThat(version(1).rows().fresh()).isEqualTo(64);
    assertThat(version(1).files())
        .containsKeys("model.keras", "spec.yaml", "provenance.json", "metrics.jsonl");
    assertThat(folder.resolve("models/versions/1/checkpoints")).doesNotExist();
  }

  @Test
  @Order(1)
  void aRunOnNewRowsThatImprovesIsPromoted() throws IOException {
    arrive(2, 300, 0);
    assertThat(Main.run(command())).isEqualTo(ExitCode.DONE);
    assertServes(2);
    Version version = version(2);
    assertThat(version.parent()).isEqualTo(1);
    assertThat(version.rows().after()).isEqualTo(version(1).rows().upto());
    assertThat(version.rows().upto().value()).isEqualTo("2");
    assertThat(version.rows().fresh()).isEqualTo(300);
    assertThat(version.rows().replayed()).isBetween(6L, 28L);
    assertThat(version.holdout().examples()).isEqualTo(200);
    Map<String, Double> serving = Objects.requireNonNull(version.holdout().serving());
    assertThat(version.holdout().version().get("loss")).isLessThan(serving.get("loss"));
    // What served was judged on the same rows before, and by the same numbers.
    assertThat(serving).isEqualTo(version(1).holdout().version());
    assertThat(version.holdout().digest()).isEqualTo(version(1).holdout().digest());
    assertThat(Files.readString(folder.resolve("models/versions/2/spec.yaml")))
        .contains("phases: [{epochs: 3, name: retraining}]");
    assertThat(Files.readString(folder.resolve("models/versions/2/provenance.json")))
        .contains("\"parents\" : [ \"version 1\" ]");
  }

  @Test
  @Order(2)
  void aRunWithoutNewRowsWritesNothing() throws IOException {
    List<Path> before = files();
    assertThat(Main.run(command())).isEqualTo(ExitCode.NO_NEW_DATA);
    assertThat(Main.run(command("--scheduled"))).isEqualTo(ExitCode.DONE);
    assertThat(files()).isEqualTo(before);
    assertServes(2);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("models"))) {
      return all.sorted().toList();
    }
  }

  @Test
  @Order(3)
  void aRunThatIsWorseIsNotPromotedAndNotRepeated() throws IOException {
    arrive(3, 300, 0.9);
    assertThat(Main.run(command())).isEqualTo(ExitCode.NOT_PROMOTED);
    assertServes(2);
    assertThat(version(3).passed()).isFalse();
    assertThat(version(3).why()).matches("loss .* is not better than .* of version 2");
    assertThat(Main.run(command())).isEqualTo(ExitCode.NO_NEW_DATA);
    assertThat(registry.versions()).containsExactly(1, 2, 3);
  }

  @Test
  @Order(4)
  void aRunThatIsKilledHalfWayLeavesWhatServes() throws IOException {
    arrive(3, 300, 0); // somebody has put it right
    try (JavaProcess killed = start("killed")) {
      killed.awaitOutput(PausedTraining.PAUSED, 1, 400);
      killed.kill();
      assertThat(killed.await(60)).isEqualTo(137);
    }
    assertServes(2);
    assertThat(registry.versions()).containsExactly(1, 2, 3, 4);
    assertThat(registry.version(4)).isEmpty();
  }

  @Test
  @Order(5)
  void ofTwoRunsAtOnceOneIsPromoted() throws IOException {
    try (JavaProcess one = start("one");
        JavaProcess other = start("other")) {
      one.awaitOutput(PausedTraining.PAUSED, 1, 400);
      other.awaitOutput(PausedTraining.PAUSED, 1, 400);
      assertThat(registry.versions()).containsExactly(1, 2, 3, 4, 5, 6);
      assertServes(2);
      Files.createFile(folder.resolve("go"));
      assertThat(List.of(one.await(400), other.await(400)))
          .containsExactlyInAnyOrder(ExitCode.DONE, ExitCode.NOT_PROMOTED);
      JavaProcess late = one.await(1) == ExitCode.NOT_PROMOTED ? one : other;
      assertThat(late.output()).contains("was promoted meanwhile.");
    }
    int winner = registry.serving().version().orElseThrow();
    assertThat(winner).isIn(5, 6);
    assertServes(winner);
    assertThat(version(5).passed() && version(6).passed()).isTrue();
    assertThat(registry.serving().entries()).hasSize(3);
    // Both did the same.
    assertThat(folder.resolve("models/versions/5/model.keras"))
        .hasSameBinaryContentAs(folder.resolve("models/versions/6/model.keras"));
  }

  @Test
  @Order(6)
  void otherCommandsTakeTheVersionThatServes() {
    String rows = folder.resolve("holdout.csv").toString();
    assertThat(Main.run("evaluate", registry.toString(), "--data", rows)).isEqualTo(ExitCode.DONE);
  }

  @Test
  @Order(7)
  void whoGoesBackIsNotOverruledByTheSameRows() {
    assertThat(Main.run("models", "rollback", registry.toString())).isEqualTo(ExitCode.DONE);
    assertServes(2);
    assertThat(Main.run(command())).isEqualTo(ExitCode.NO_NEW_DATA);
    assertServes(2);
    assertThat(
            new Listing(registry)
                .versions()
                .lines()
                .map(line -> line.substring(6, Math.min(19, line.length())).strip()))
        .containsOnly("served before", "serves", "not better", "not sealed", "passed");
  }
}
