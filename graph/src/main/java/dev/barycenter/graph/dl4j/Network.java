package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Constraint;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.training.loss.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model compiled to a Deeplearning4j network, with its weights addressed by name.
 *
 * <p>Arrays are in Keras's layout: batch axis first, channels last. Not thread-safe.
 */
public final class Network {
  private final Model model;
  private final org.deeplearning4j.nn.api.Model network;
  private final List<OutputLayer> outputs = new ArrayList<>();
  private final RegionRunner runner;
  private final Map<String, INDArray> weights = new LinkedHashMap<>();
  private final List<Constrained> constraints = new ArrayList<>();
  private final StepSeed seed = new StepSeed();
  private final DataType type;

  /**
   * The loss of an output and its share of the whole.
   *
   * @param weight what the loss is multiplied with in the sum over all outputs
   */
  public record WeightedLoss(Loss loss, double weight) {}

  private record Constrained(Constraint constraint, INDArray weight) {}

  private Network(
      Model model,
      org.deeplearning4j.nn.api.Model network,
      Region whole,
      DataType type,
      ComputeType compute) {
    this.model = model;
    this.network = network;
    this.type = type;
    List<SeededRegion> regions = new ArrayList<>();
    if (network instanceof MultiLayerNetwork sequence) {
      sequence.initGradientsView();
      Arrays.stream(sequence.getLayers())
          .filter(SeededRegion.class::isInstance)
          .forEach(layer -> regions.add((SeededRegion) layer));
      outputs.add((OutputLayer) sequence.getOutputLayer());
    } else if (network instanceof ComputationGraph graph) {
      graph.initGradientsView();
      for (GraphVertex vertex : graph.getVertices()) {
        if (vertex instanceof SeededRegion region) {
          regions.add(region);
        }
      }
      model.outputs().forEach(o -> outputs.add((OutputLayer) graph.getLayer("output/" + o.name())));
    }
    Map<String, INDArray> views = new HashMap<>();
    Map<String, INDArray> gradients = new HashMap<>();
    for (SeededRegion region : regions) {
      region.seededBy(seed);
      views.putAll(region.runner().weights());
      gradients.putAll(region.runner().gradients());
    }
    model.weights().forEach((path, spec) -> take(path, spec, views.get(path)));
    runner = new RegionRunner(whole, weights, type, compute);
    runner.gradientsInto(gradients);
  }

  private void take(String path, WeightSpec spec, @Nullable INDArray view) {
    if (view == null) {
      throw new IllegalStateException("No region holds the weight '%s'.".formatted(path));
    }
    weights.put(path, view);
    if (spec.constraint() != null && model.isTrainable(path)) {
      constraints.add(new Constrained(spec.constraint(), view));
    }
  }

  /**
   * Compiles a model; its weights start as its initializers say, a function of the seed and each
   * weight's path.
   *
   * @param losses the losses by the name of the output; outputs without one are not trained
   * @param initialSeed the seed of the starting weights
   */
  public static Network compile(Model model, Map<String, WeightedLoss> losses, long initialSeed) {
    return compile(model, losses, initialSeed, ComputeType.FLOAT32);
  }

  /**
   * Compiles a model whose products multiply numbers of the given type; the first pass fails where
   * the machine cannot.
   */
  public static Network compile(
      Model model, Map<String, WeightedLoss> losses, long initialSeed, ComputeType compute) {
    return compile(model, losses, initialSeed, DataType.FLOAT, compute, false);
  }

  /**
   * Compiles a model.
   *
   * @param type FLOAT, or DOUBLE for gradient checks
   * @param asGraph whether a straight line becomes a ComputationGraph too
   */
  public static Network compile(
      Model model,
      Map<String, WeightedLoss> losses,
      long initialSeed,
      DataType type,
      boolean asGraph) {
    return compile(model, losses, initialSeed, type, ComputeType.FLOAT32, asGraph);
  }

  private static Network compile(
      Model model,
      Map<String, WeightedLoss> losses,
      long initialSeed,
      DataType type,
      ComputeType compute,
      boolean asGraph) {
    Map<String, OutputConf> confs = new HashMap<>();
    losses.forEach(
        (name, loss) -> confs.put(name, new OutputConf(name, loss.loss(), loss.weight())));
    Compiler compiler = new Compiler(model, confs, type);
    Network network =
        new Network(
            model,
            compiler.isSequential() && !asGraph ? compiler.sequential() : compiler.graph(),
            compiler.whole(),
            type,
            compute);
    network.initialize(initialSeed);
    return network;
  }

  private void initialize(long initialSeed) {
    Map<String, WeightSpec> specs = model.weights();
    for (Map.Entry<String, WeightSpec> entry : specs.entrySet()) {
      WeightSpec spec = entry.getValue();
      SplittableRandom random =
          new SplittableRandom(initialSeed * 0x9E3779B97F4A7C15L + entry.getKey().hashCode());
      set(entry.getKey(), spec.initializer().values(spec.shape(), random));
    }
  }

  /** Returns the model that was compiled. */
  public Model model() {
    return model;
  }

  /** Returns the network: a {@link MultiLayerNetwork} or a {@link ComputationGraph}. */
  public org.deeplearning4j.nn.api.Model dl4j() {
    return network;
  }

  /**
   * Writes the network as Deeplearning4j's own zip, without the state of an optimizer.
   *
   * <p>{@code ModelSerializer.restoreMultiLayerNetwork} or {@code restoreComputationGraph} reads
   * it, in any program with this library on its class path: layers and vertices are those that this
   * library compiles to, which Deeplearning4j alone does not have. Arrays keep Keras's layout.
   *
   * @param out is left open
   */
  public void writeZip(OutputStream out) throws IOException {
    ModelSerializer.writeModel(network, out, false);
  }

  /** Returns the flat vector of all weights, live. */
  public INDArray params() {
    return network.params();
  }

  /** Returns the paths of all weights, in the model's order. */
  public List<String> weightPaths() {
    return List.copyOf(weights.keySet());
  }

  /** Returns a weight in Keras's layout, as a live view of the flat vector. */
  public INDArray weight(String path) {
    INDArray view = weights.get(path);
    if (view == null) {
      throw new IllegalArgumentException(
          "Model '%s' has no weight '%s'. Its weights are %s."
              .formatted(model.name(), path, weights.keySet()));
    }
    return view;
  }

  /** Returns where a weight starts in the flat vector. */
  public long offset(String path) {
    return weight(path).offset() - params().offset();
  }

  /** Replaces the contents of a weight by numbers in C order. */
  public void set(String path, float[] numbers) {
    INDArray view = weight(path);
    if (numbers.length != view.length()) {
      throw new IllegalArgumentException(
          "Weight '%s' has shape %s and takes %d numbers, but is given %d."
              .formatted(path, Arrays.toString(view.shape()), view.length(), numbers.length));
    }
    view.assign(Nd4j.createFromArray(numbers).castTo(type).reshape('c', view.shape()));
  }

  /** Returns a copy of a weight's numbers in C order. */
  public float[] values(String path) {
    return weight(path).castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  /** Sets the seed of the random numbers, such as dropout's, of the passes that follow. */
  public void seed(long stepSeed) {
    seed.set(stepSeed);
  }

  /**
   * Returns the outputs in inference mode, in the model's order.
   *
   * @param features the inputs in the model's order, batch axis first
   */
  public List<INDArray> predict(List<INDArray> features) {
    forward(features, false);
    return outputs.stream().map(output -> output.prediction().dup('c')).toList();
  }

  /** Runs a forward pass; the outputs hold their predictions. */
  private void forward(List<INDArray> features, boolean training) {
    NativeThreads.one();
    boolean[] fromNetwork = new boolean[features.size()];
    Arrays.fill(fromNetwork, true);
    List<INDArray> made =
        runner.forward(features.toArray(INDArray[]::new), fromNetwork, training, seed.value());
    for (int i = 0; i < outputs.size(); i++) {
      int mask = port(i, true);
      outputs.get(i).take(made.get(port(i, false)), mask < 0 ? null : made.get(mask));
    }
  }

  /** Returns where an output, or its mask, leaves the model; -1 if it has no mask. */
  private int port(int output, boolean mask) {
    Model.Ref tensor = model.outputs().get(output).tensor();
    return runner.region().outputs().indexOf(new Port(tensor, mask));
  }

  /** Returns the loss of the last forward pass, weighted over the outputs, with the penalties. */
  private double evaluate(
      List<@Nullable INDArray> labels, @Nullable List<@Nullable INDArray> sampleWeights) {
    double sum = runner.penalty();
    for (int i = 0; i < outputs.size(); i++) {
      INDArray weight = sampleWeights == null ? null : sampleWeights.get(i);
      sum += outputs.get(i).evaluate(labels.get(i), weight);
    }
    return sum;
  }

  /**
   * Runs a forward pass in training mode and the backward pass; {@link #gradients} holds the
   * result.
   *
   * @param features the inputs in the model's order
   * @param labels the targets in the order of the outputs
   * @param sampleWeights the weight of each sample (or step) for each output; null for ones
   * @return the loss, weighted over the outputs, regularizers included
   */
  public double backward(
      List<INDArray> features,
      List<@Nullable INDArray> labels,
      @Nullable List<@Nullable INDArray> sampleWeights) {
    forward(features, true);
    double loss = evaluate(labels, sampleWeights);
    List<@Nullable INDArray> from =
        new ArrayList<>(
            Collections.<@Nullable INDArray>nCopies(runner.region().outputs().size(), null));
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).isTrained()) {
        INDArray gradient = outputs.get(i).byPrediction();
        INDArray other = from.get(port(i, false));
        from.set(port(i, false), other == null ? gradient : other.add(gradient));
      }
    }
    runner.backward(from);
    return loss;
  }

  /**
   * Runs a forward pass in inference mode and returns the loss, weighted over the outputs,
   * regularizers included; {@link #lastOutputs} holds the predictions.
   *
   * @param features the inputs in the model's order
   * @param labels the targets in the order of the outputs; null for an output without
   * @param sampleWeights the weight of each sample for each output; null for ones
   */
  public double loss(
      List<INDArray> features,
      List<@Nullable INDArray> labels,
      @Nullable List<@Nullable INDArray> sampleWeights) {
    forward(features, false);
    return evaluate(labels, sampleWeights);
  }

  /** Applies the constraints of trainable weights, as after an optimizer step. */
  public void constrain() {
    for (Constrained constrained : constraints) {
      constrained.constraint().apply(constrained.weight());
    }
  }

  /** Returns the gradients of the last backward pass, flat as {@link #params}, live. */
  public INDArray gradients() {
    return network.getGradientsViewArray().reshape(network.params().shape());
  }

  /** Returns the outputs of the last pass, in the model's order; overwritten by the next pass. */
  public List<INDArray> lastOutputs() {
    return outputs.stream().map(OutputLayer::prediction).toList();
  }

  /** Returns the loss of each output in the last backward pass, before it was weighted. */
  public List<Double> lastLosses() {
    return outputs.stream().map(OutputLayer::loss).toList();
  }

  /** Returns the mask of each output in the last pass; null where every step counts. */
  public List<@Nullable INDArray> lastMasks() {
    List<@Nullable INDArray> masks = new ArrayList<>();
    outputs.forEach(output -> masks.add(output.modelMask()));
    return masks;
  }
}
