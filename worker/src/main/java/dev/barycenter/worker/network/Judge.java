package dev.barycenter.worker.network;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.metric.Metric;
import dev.barycenter.graph.training.metric.Rows;
import dev.barycenter.worker.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts what the losses and metrics of a model need, and turns the counts into numbers.
 *
 * <p>Numbers are named as in Keras: {@code loss}, {@code accuracy}; with several outputs {@code
 * pe_loss}, {@code pe_accuracy}. A weighted metric goes by the weights of the examples; where there
 * is an unweighted one of its name, it is called {@code weighted_accuracy}.
 */
public final class Judge {
  private final List<Judged> judged = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();

  private final Numbers predicted = new Numbers();
  private final Numbers wanted = new Numbers();
  private final Numbers weighing = new Numbers();
  private final Numbers masking = new Numbers();

  private record Judged(
      String name,
      int output,
      Shape prediction,
      int targetWidth,
      Metric metric,
      boolean weighted) {}

  /** A copy of an array's numbers, in memory that the next copy of as many numbers uses again. */
  private static final class Numbers {
    private float[] copy = new float[0];

    float[] of(INDArray array) {
      copy = copy.length == array.length() ? copy : new float[(int) array.length()];
      HostCopy.of(array).get((int) array.offset(), copy);
      return copy;
    }
  }

  /** Prepares the metrics of a plan. */
  public Judge(NetworkPlan plan) {
    List<Model.Output> outputs = plan.model().outputs();
    boolean several = outputs.size() > 1;
    for (int index = 0; index < outputs.size(); index++) {
      int i = index;
      String name = outputs.get(i).name();
      Objective objective = plan.outputs().get(name);
      losses.add(several && objective != null ? name + "_loss" : "");
      if (objective != null) {
        Shape prediction = plan.model().shape(outputs.get(i).tensor());
        String prefix = several ? name + "_" : "";
        objective.metrics().forEach(metric -> add(prefix, i, prediction, objective, metric, false));
        objective
            .weightedMetrics()
            .forEach(metric -> add(prefix, i, prediction, objective, metric, true));
      }
    }
  }

  private void add(
      String prefix,
      int output,
      Shape prediction,
      Objective objective,
      Metric metric,
      boolean weighted) {
    Shape target = Objects.requireNonNull(objective.loss()).targetShape(prediction);
    String plain = prefix + metric.name();
    String name =
        weighted && names().contains(plain) ? prefix + "weighted_" + metric.name() : plain;
    judged.add(
        new Judged(
            name,
            output,
            prediction,
            width(target, prediction),
            metric.on(prediction, target),
            weighted));
  }

  /** Returns the names of all numbers, {@code loss} first. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of("loss"));
    losses.stream().filter(name -> !name.isEmpty()).forEach(names::add);
    judged.forEach(one -> names.add(one.name()));
    return names;
  }

  /**
   * Returns what a metric of an output has counted.
   *
   * @param output the position of the output in the model
   * @throws IllegalArgumentException if the plan has no such metric
   */
  public double[] counts(Tally tally, int output, Metric metric) {
    return judged.stream()
        .filter(one -> one.output() == output && one.metric().equals(metric))
        .map(one -> tally.sums().get(one.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Output %d has no %s.".formatted(output, metric)));
  }

  /** Returns whether more of the number with a name is better: true for most metrics, no loss. */
  public boolean higherIsBetter(String name) {
    return judged.stream()
        .anyMatch(one -> one.name().equals(name) && one.metric().higherIsBetter());
  }

  private static int width(Shape target, Shape prediction) {
    return target.rank() == 0 || target.rank() < prediction.rank() ? 1 : target.last();
  }

  /** Counts a minibatch after a pass of the network. */
  Tally tally(Network network, BatchArrays arrays, int examples, double loss) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    List<Double> outputLosses = network.lastLosses();
    for (int i = 0; i < losses.size(); i++) {
      if (!losses.get(i).isEmpty()) {
        sums.put(losses.get(i), new double[] {outputLosses.get(i) * examples});
      }
    }
    List<INDArray> predictions = network.lastOutputs();
    List<@Nullable INDArray> masks = network.lastMasks();
    for (Judged one : judged) {
      INDArray target = arrays.targets().get(one.output());
      if (target != null) {
        double[] counts = new double[one.metric().size(one.prediction())];
        INDArray prediction = predictions.get(one.output());
        INDArray weights =
            arrays.weights() == null || !one.weighted() ? null : arrays.weights().get(one.output());
        one.metric()
            .add(counts, rows(one, examples, prediction, target, weights, masks.get(one.output())));
        sums.put(one.name(), counts);
      }
    }
    return new Tally(examples, examples, loss * examples, sums);
  }

  private Rows rows(
      Judged one,
      int examples,
      INDArray prediction,
      INDArray target,
      @Nullable INDArray weights,
      @Nullable INDArray mask) {
    int width = (int) prediction.size(-1);
    int perExample = (int) (prediction.length() / examples / width);
    Rows rows =
        new Rows(
            examples,
            perExample,
            width,
            predicted.of(prediction),
            one.targetWidth(),
            wanted.of(target));
    rows = weights == null ? rows : rows.weighted(weighing.of(weights));
    return mask == null ? rows : rows.weighted(masking.of(mask));
  }

  /** Returns the numbers of everything that was counted, by name. */
  public SortedMap<String, Double> results(Tally tally) {
    SortedMap<String, Double> results = new TreeMap<>();
    results.put("loss", tally.meanLoss());
    for (String name : losses) {
      double[] sum = tally.sums().get(name);
      if (sum != null) {
        results.put(name, sum[0] / tally.weight());
      }
    }
    for (Judged one : judged) {
      double[] counts = tally.sums().get(one.name());
      if (counts != null) {
        results.put(one.name(), one.metric().result(counts));
      }
    }
    return results;
  }
}
