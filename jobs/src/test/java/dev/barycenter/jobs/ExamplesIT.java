package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the folder {@code conf} learns from the rows that are shipped with it. */
@Timeout(120)
class ExamplesIT {
  /**
   * Examples whose rows are not shipped; {@link AccuracyIT} trains them where the rows are, and
   * {@link RetrainIT} makes those of the retraining.
   */
  private static final Set<String> ROWS_ELSEWHERE =
      Set.of(
          "ccpp.yaml",
          "digits-retrain.yaml",
          "japanese-vowels.yaml",
          "mnist.yaml",
          "sms-spam.yaml");

  /** Stands on a trained run; {@link FinetuneIT} trains it. */
  private static final String FINETUNING = "digits-finetune.yaml";

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(Conf.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .filter(name -> !ROWS_ELSEWHERE.contains(name) && !name.equals(FINETUNING))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theLossFalls(String name) throws IOException {
    String text = Conf.text(name).replaceFirst("epochs: \\d+", "epochs: 2");
    Path spec = Files.writeString(folder.resolve(name), text);
    Path run = folder.resolve("run");
    new TrainJob(
            spark,
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false)
        .run(
            Prepared.of(
                new Prepared.Request(spec.toString(), null, run.toString(), false),
                new Configuration()));
    List<Double> losses = epochLosses(run.resolve("metrics.jsonl"));
    assertThat(losses).as(name).hasSize(2).doesNotContain(Double.NaN);
    assertThat(losses.get(1)).as(name).isLessThan(losses.get(0));
  }

  private static List<Double> epochLosses(Path metrics) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(metrics)) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.path("event").asText().equals("epoch")) {
        losses.add(event.path("loss").asDouble(Double.NaN));
      }
    }
    return losses;
  }
}
