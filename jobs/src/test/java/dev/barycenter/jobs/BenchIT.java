package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmarks count; what they time differs from machine to machine. */
class BenchIT {

  private static final int WEIGHTS = 1 << 18;

  @TempDir Path folder;

  @Test
  void countsWhatCrossesTheWireAndWhatTheDriverMoves() throws IOException {
    Path json = folder.resolve("rounds.json");
    int code =
        run(
            new StringWriter(),
            "--weights=" + WEIGHTS,
            "--replicas=2,6",
            "--wire=float32",
            "--masters=local[2]",
            "--local-steps=0",
            "--warm-up=1",
            "--repeats=1",
            "--json=" + json);
    assertThat(code).isEqualTo(ExitCode.DONE);
    JsonNode rounds = new ObjectMapper().readTree(json.toFile()).get("rounds");
    // Two tasks, each with half of the sums and half of the moved weights, and a header.
    int header = 16;
    assertThat(rounds.get(0).get("sentBytes").asLong())
        .isEqualTo(2L * (WEIGHTS / 2 * 4 * 2 + header));
    // Tasks go on with what they have; the model comes back once, however many replicas there are,
    // and with it the reports of a hundred rounds.
    long two = rounds.get(0).get("driverBytes").asLong();
    long six = rounds.get(1).get("driverBytes").asLong();
    assertThat(two).isBetween(WEIGHTS * 4L, WEIGHTS * 5L);
    assertThat(six).isBetween(two, two * 11 / 10);
  }

  @Test
  @Tag("slow")
  void comparesReplicasWithPlainLoops() throws IOException {
    Path json = folder.resolve("efficiency.json");
    int code =
        run(
            new StringWriter(),
            "--weights=0",
            "--optimizer-state=keep",
            "--wire=float32",
            "--masters=local[2]",
            "--local-steps=20",
            "--warm-up=0",
            "--repeats=1",
            "--json=" + json);
    assertThat(code).isEqualTo(ExitCode.DONE);
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("rounds")).isEmpty();
    assertThat(figures.get("efficiency")).hasSize(1);
    JsonNode only = figures.get("efficiency").get(0);
    assertThat(only.get("optimizerState").asText()).isEqualTo("KEEP");
    double replicas = only.get("replicas").asDouble();
    assertThat(only.get("ofTwoPlain").asDouble())
        .isCloseTo(replicas / only.get("twoPlain").asDouble(), withinPercentage(0.1));
    // Rounds are a part of the time in which the replicas saw their examples.
    double steps = 2 * 20 * 64 / only.get("round").get("compute").asDouble();
    assertThat(steps).isGreaterThan(replicas);
  }

  @Test
  void refusesAModelOfLessThanNoWeights() {
    StringWriter err = new StringWriter();
    assertThat(run(err, "--weights=-1")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString().trim())
        .isEqualTo("--weights was -1; expected positive whole numbers.");
  }

  private static int run(StringWriter err, String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "bench";
    arguments[1] = "rounds";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Main.run(new PrintWriter(err, true), arguments);
  }
}
