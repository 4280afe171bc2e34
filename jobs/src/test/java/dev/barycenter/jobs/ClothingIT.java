package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.backbone.BackboneReader.Choice;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.spec.FinetuneRecipe;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What fine-tuning is for: 600 photos of clothes in 10 classes, and a SqueezeNet that has seen
 * ImageNet. Takes minutes.
 */
@Tag("slow")
@Timeout(1800)
class ClothingIT {
  private static final Path PHOTOS = Conf.data("clothing-subset");
  private static final Path SQUEEZENET =
      Conf.data("weights-keras-squeezenet").resolve("squeezenet_v1.1_imagenet_notop_full.h5");
  private static final Pattern ACCURACY = Pattern.compile("(?m)^  accuracy +(\\S+)");

  private static final String SPEC =
      """
      name: clothing
      model:
        backbone: {from: '%s', input: [128, 128, 3], preprocess: caffe}
        layers:
          - GlobalAveragePooling2D
          - LayerNormalization
          - {type: Dropout, rate: 0.5}
          - {type: Dense, name: label, units: 10, activation: softmax}
      training:
        loss: sparse_categorical_crossentropy
        metrics: [accuracy]
        optimizer: {type: Adam, learning_rate: 0.003}
        batch_size: 20
        averaging: {local_steps: 5}
        phases:
          - {name: head, trainable: label, epochs: 24}
          - {name: all, trainable: all, learning_rate: 0.0002, epochs: 8}
      data:
        train: {format: images, path: '%s/train'}
        test: {format: images, path: '%s/test'}
        preprocess: [{type: StringIndexer, columns: class, output: kind, options: {stringOrderType: alphabetAsc}}]
        inputs: {%s: {columns: image, picture: {resize: stretch}}}
        targets: {label: kind}
      """;

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    assumeTrue(
        Files.exists(PHOTOS) && Files.exists(SQUEEZENET),
        () -> "Skipped: %s or %s is absent.".formatted(PHOTOS, SQUEEZENET));
    spark = SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static List<Double> accuracies(String backbone, String run) throws IOException {
    String input =
        ModelFile.read(SQUEEZENET.toString(), new Configuration()).model().inputs().get(0).name();
    Path spec =
        Files.writeString(
            folder.resolve(run + ".yaml"), SPEC.formatted(backbone, PHOTOS, PHOTOS, input));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Prepared.Request request =
        new Prepared.Request(
            spec.toString(),
            null,
            folder.resolve(run).toString(),
            false,
            new Prepared.Finetuning(Choice.NONE, new FinetuneRecipe(null)));
    new TrainJob(spark, new PrintStream(printed, true, StandardCharsets.UTF_8), false)
        .run(Prepared.of(request, new Configuration()));
    String text = printed.toString(StandardCharsets.UTF_8);
    List<Double> accuracies = new ArrayList<>();
    for (Matcher found = ACCURACY.matcher(text); found.find(); ) {
      accuracies.add(Double.valueOf(found.group(1)));
    }
    return accuracies;
  }

  @Test
  void aTrainedBackboneLearnsClothesFromFewPhotosAndLittleTraffic() throws IOException {
    List<Double> tested = accuracies(SQUEEZENET.toString(), "trained");
    assertThat(tested.get(0)).isGreaterThanOrEqualTo(0.70);
    assertThat(tested.get(1)).isGreaterThan(tested.get(0));
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("trained/metrics.jsonl"))) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.path("event").asText().equals("round")) {
        rounds.add(node);
      }
    }
    double head = rounds.get(0).path("bytes").asDouble();
    double all = rounds.get(rounds.size() - 1).path("bytes").asDouble();
    assertThat(head / all).isLessThan(0.01);
  }

  @Test
  void theSameNetworkFromRandomWeightsDoesNot() throws IOException {
    Path random = folder.resolve("squeezenet.yaml");
    Files.writeString(
        random,
        SpecWriter.yaml(ModelFile.read(SQUEEZENET.toString(), new Configuration()).model()));
    assertThat(accuracies(random.toString(), "random"))
        .allSatisfy(a -> assertThat(a).isLessThan(0.45));
  }
}
