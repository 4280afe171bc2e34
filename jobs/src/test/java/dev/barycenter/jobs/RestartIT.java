package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.driver.cluster.SparkCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Law 4 for the command line: killed at random moments, and started anew until it ends well. */
@Tag("law-4")
@Timeout(600)
class RestartIT {
  private static final int KILLED = 137;
  private static final int KILLS = 2;

  @TempDir Path folder;

  @Test
  void aCommandThatIsKilledAndStartedAnewEndsWithTheModelOfOneThatIsNot() throws Exception {
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            Conf.text("digits-mlp.yaml").replaceFirst("epochs: \\d+", "epochs: 25")
                + "run: {checkpoints: {every_rounds: 1}, segment: {rounds: 3}}\n");
    System.setProperty("spark.master", "local[2]");
    try {
      assertThat(Main.run("train", spec.toString(), "--run", run("undisturbed"))).isZero();
    } finally {
      System.clearProperty("spark.master");
    }

    Random random = new Random(7);
    int kills = 0;
    int code;
    do {
      try (JavaProcess driver = start(spec, kills)) {
        if (kills < KILLS) {
          driver.awaitOutput("Training on", 1, 120);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
          driver.kill();
        }
        code = driver.await(200);
        assertThat(code).as(driver.output()).isIn(0, KILLED);
        kills += code == KILLED ? 1 : 0;
      }
    } while (code != 0);

    assertThat(kills).isEqualTo(KILLS);
    assertThat(Path.of(run("killed"), "model.keras"))
        .hasSameBinaryContentAs(Path.of(run("undisturbed"), "model.keras"));
  }

  private String run(String name) {
    return folder.resolve(name).toString();
  }

  /** What the job's pod runs, each time that it is started. */
  private JavaProcess start(Path spec, int number) {
    List<String> options = new ArrayList<>(SparkCluster.sparkOpens());
    options.addAll(List.of("-Dspark.master=local[2]", "-Dspark.ui.enabled=false"));
    return JavaProcess.start(
        folder.resolve("driver-%d.log".formatted(number)),
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        options,
        "dev.barycenter.jobs.Main",
        List.of("train", spec.toString(), "--run", run("killed"), "--resume"));
  }
}
