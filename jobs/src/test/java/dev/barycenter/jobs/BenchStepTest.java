package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStepTest {
  @TempDir private Path folder;

  @Test
  void measuresAStepBesideDeeplearning4jsOwnLayersAndAnotherProgram() throws IOException {
    Path file = folder.resolve("steps.json");
    int code =
        Main.run(
            "bench",
            "step",
            "mlp",
            "--rounds=2",
            "--steps=5",
            "--warm-up=0",
            "--peer=echo 1000 ms/step",
            "--json=" + file);
    assertThat(code).isZero();
    JsonNode measured = new ObjectMapper().readTree(file.toFile()).get(0);
    assertThat(measured.path("model").asText()).isEqualTo("mlp");
    assertThat(measured.toString()).contains("stock", "peer");
    JsonNode own = measured.path("barycenter");
    assertThat(own.path("best").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(own.path("seconds").asDouble());
  }

  @Test
  void aPeerThatPrintsNoTimeIsAMistake() {
    int code =
        Main.run(
            "bench",
            "step",
            "mlp",
            "--steps=1",
            "--warm-up=0",
            "--without-stock",
            "--peer=echo hi");
    assertThat(code).isEqualTo(ExitCode.MISTAKE);
  }

  @Test
  void aModelThatIsNotThereIsAMistake() {
    assertThat(Main.run("bench", "step", "alexnet")).isEqualTo(ExitCode.MISTAKE);
  }
}
