package dev.barycenter.worker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.ObjectiveReader;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.graph.training.optimizer.SGD;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Minibatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights of examples and of classes mean what they mean in Keras. */
class WeightedExamplesTest {
  private static final int[] CLASSES = {0, 1, 2, 1, 1};
  private static final Model MODEL =
      SpecFile.parse(
              "model.yaml",
              """
              model:
                input: [2]
                layers:
                  - {type: Dense, name: class, units: 3, activation: softmax}
              """)
          .model();

  /** What a step came to: what it counted, and the weights of the network after it. */
  private record Step(Tally tally, Map<String, Double> results, FloatVector weights) {}

  private static NetworkPlan plan(String training) throws JsonProcessingException {
    Problems problems = new Problems();
    Map<String, Objective> outputs =
        new ObjectiveReader(List.of("class"), new ObjectMapper().readTree(training), "", problems)
            .read();
    problems.throwIfAny();
    return new NetworkPlan(
        MODEL, outputs, Optimizer.FAMILY.create(SGD.class, Map.of("learning_rate", 0.5)));
  }

  private static Minibatch examples(boolean oneHot, float... weights) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(Column.Role.INPUT, "input", Column.Storage.FLOAT32, List.of(2)));
    columns.add(
        new Column(Column.Role.TARGET, "class", Column.Storage.FLOAT32, List.of(oneHot ? 3 : 1)));
    if (weights.length > 0) {
      columns.add(new Column(Column.Role.WEIGHT, "class", Column.Storage.FLOAT32, List.of()));
    }
    ExampleLayout layout = new ExampleLayout(columns);
    List<byte[]> packed = new ArrayList<>();
    for (int i = 0; i < CLASSES.length; i++) {
      List<float[]> values = new ArrayList<>();
      values.add(new float[] {i, 2 - i * i});
      float[] target = new float[oneHot ? 3 : 1];
      target[oneHot ? CLASSES[i] : 0] = oneHot ? 1 : CLASSES[i];
      values.add(target);
      if (weights.length > 0) {
        values.add(new float[] {weights[i]});
      }
      packed.add(layout.pack(values));
    }
    Minibatch batch = new Minibatch(layout, CLASSES.length);
    batch.read(MemoryShard.of(layout, packed.iterator()), 0, CLASSES.length);
    return batch;
  }

  private static Step train(String training, Minibatch batch) throws JsonProcessingException {
    NetworkPlan plan = plan(training);
    try (NetworkReplica replica = new NetworkReplica(plan, 7)) {
      Tally tally = replica.train(batch, new LocalStep(7, 0, 0, 0, 0));
      float[] weights = new float[replica.weights().limit()];
      replica.weights().duplicate().get(weights);
      return new Step(tally, new Judge(plan).results(tally), FloatVector.of(weights));
    }
  }

  private static double evaluate(String training, Minibatch batch) throws JsonProcessingException {
    try (NetworkReplica replica = new NetworkReplica(plan(training), 7)) {
      return replica.evaluate(batch).meanLoss();
    }
  }

  private static void assertSame(Step a, Step b) {
    assertThat(a.weights()).isEqualTo(b.weights());
    assertThat(a.tally()).isEqualTo(b.tally());
  }

  @Test
  void aClassWeighsWhatEachOfItsExamplesWould() throws Exception {
    String loss = "\"loss\": \"sparse_categorical_crossentropy\"";
    assertSame(
        train("{%s, \"class_weight\": {\"1\": 3, \"2\": 0.5}}".formatted(loss), examples(false)),
        train("{%s}".formatted(loss), examples(false, 1, 3, 0.5f, 3, 3)));
  }

  @Test
  void theClassOfAOneHotTargetIsItsLargestNumber() throws Exception {
    String loss = "\"loss\": \"categorical_crossentropy\"";
    assertSame(
        train("{%s, \"class_weight\": {\"1\": 3, \"2\": 0.5}}".formatted(loss), examples(true)),
        train("{%s}".formatted(loss), examples(true, 1, 3, 0.5f, 3, 3)));
  }

  @Test
  void weightsOfClassesMultiplyThoseOfExamples() throws Exception {
    String loss = "\"loss\": \"sparse_categorical_crossentropy\"";
    assertSame(
        train("{%s, \"class_weight\": {\"1\": 3}}".formatted(loss), examples(false, 2, 1, 4, 2, 0)),
        train("{%s}".formatted(loss), examples(false, 2, 3, 4, 6, 0)));
  }

  @Test
  void theLossIsTheSumOfWeightTimesLossByTheNumberOfExamples() throws Exception {
    String loss = "{\"loss\": \"sparse_categorical_crossentropy\"}";
    double plain = train(loss, examples(false)).tally().meanLoss();
    double twice = train(loss, examples(false, 2, 2, 2, 2, 2)).tally().meanLoss();
    assertThat(twice).isCloseTo(2 * plain, within(1e-6));
  }

  @Test
  void evaluationKnowsWeightsOfExamplesButNotOfClasses() throws Exception {
    String loss = "\"loss\": \"sparse_categorical_crossentropy\"";
    String weighted = "{%s, \"class_weight\": {\"1\": 3}}".formatted(loss);
    assertThat(evaluate(weighted, examples(false)))
        .isEqualTo(evaluate("{%s}".formatted(loss), examples(false)));
    assertThat(evaluate(weighted, examples(false, 2, 2, 2, 2, 2)))
        .isCloseTo(2 * evaluate(weighted, examples(false)), within(1e-6));
  }

  @Test
  void onlyWeightedMetricsGoByTheWeights() throws Exception {
    String training =
        """
        {"loss": "sparse_categorical_crossentropy", "metrics": "accuracy",
         "weighted_metrics": "accuracy"}""";
    Map<String, Double> one = train(training, examples(false, 1, 0, 0, 0, 0)).results();
    Map<String, Double> plain = train(training, examples(false)).results();
    assertThat(one.get("accuracy")).isEqualTo(plain.get("accuracy")).isStrictlyBetween(0.0, 1.0);
    assertThat(plain.get("weighted_accuracy")).isEqualTo(plain.get("accuracy"));
    // The one example that counts is right or wrong.
    assertThat(one.get("weighted_accuracy")).isIn(0.0, 1.0);
  }
}
