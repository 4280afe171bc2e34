package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.Arena;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.ops.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The runs of one region in one network: one for every shape of minibatch, compiled when it first
 * arrives and kept, the least recently used given up first.
 */
final class RegionRunner {
  private static final int KEPT = 16;

  private final Region region;
  private final DataType type;
  private final ComputeType compute;
  private final Map<String, INDArray> weights;
  private Map<String, INDArray> gradients = Map.of();
  private final Map<String, RegionRun> runs =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RegionRun> eldest) {
          return size() > KEPT;
        }
      };
  private final Map<String, INDArray> staged = new LinkedHashMap<>();
  private final Arena arena = new Arena();
  private @Nullable RegionRun last;

  /**
   * Prepares to run a region.
   *
   * @param weights its weights by path
   * @param type FLOAT, or DOUBLE for gradient checks
   * @param compute the type of what products multiply, if the rest is FLOAT
   */
  RegionRunner(Region region, Map<String, INDArray> weights, DataType type, ComputeType compute) {
    this.region = region;
    this.type = type;
    this.compute = compute;
    this.weights = weights;
  }

  Region region() {
    return region;
  }

  /** Returns the number of weights of a region. */
  static long size(Region region) {
    return region.part().weights().values().stream().mapToLong(w -> w.shape().size()).sum();
  }

  /** Returns the weights of a region by path, as views of a vector that holds just them. */
  static Map<String, INDArray> views(Region region, @Nullable INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, WeightSpec> entry : region.part().weights().entrySet()) {
      if (flat == null) {
        throw new IllegalArgumentException(
            "Region '%s' has weights, but no place for them.".formatted(region.name()));
      }
      long size = entry.getValue().shape().size();
      long[] shape = entry.getValue().shape().dims().stream().mapToLong(d -> d).toArray();
      INDArray slice =
          flat.reshape(flat.length()).get(NDArrayIndex.interval(offset, offset + size));
      views.put(entry.getKey(), slice.reshape('c', shape));
      offset += size;
    }
    return views;
  }

  /** Returns the weights by path, as views of the network's flat vector. */
  Map<String, INDArray> weights() {
    return weights;
  }

  /** Returns the places of the gradients of the trainable weights by path. */
  Map<String, INDArray> gradients() {
    return gradients;
  }

  /** Gives the gradients of weights their places; runs compiled before are given up. */
  void gradientsInto(Map<String, INDArray> places) {
    Map<String, INDArray> trainable = new LinkedHashMap<>(places);
    trainable.keySet().removeIf(path -> !region.part().isTrainable(path));
    gradients = trainable;
    runs.clear();
  }

  /**
   * Runs the forward pass.
   *
   * @param inputs the arrays that enter
   * @param fromNetwork for each input, whether it is new in every step and has to be copied
   * @param seed the seed of the step's random numbers
   */
  List<INDArray> forward(INDArray[] inputs, boolean[] fromNetwork, boolean training, long seed) {
    List<INDArray> arrays = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      arrays.add(fromNetwork[i] ? stage(i, inputs[i]) : inputs[i]);
    }
    String key =
        training
            + arrays.stream().map(a -> Arrays.toString(a.shape())).collect(Collectors.joining());
    RegionRun run = runs.get(key);
    if (run == null || !run.reads(arrays)) {
      run =
          new RegionRun(
              region, arrays, weights, gradients, training, new Trace(type, compute), arena);
      runs.put(key, run);
    }
    last = run;
    return run.forward(seed);
  }

  private INDArray stage(int input, INDArray array) {
    String key = input + Arrays.toString(array.shape());
    INDArray own = staged.computeIfAbsent(key, k -> Nd4j.create(type, array.shape(), 'c'));
    return own.assign(array);
  }

  /** Runs the backward pass of the last forward pass. */
  List<INDArray> backward(List<@Nullable INDArray> outputGradients) {
    return lastRun().backward(outputGradients);
  }

  /** Returns what regularizers add to the loss, as of the last forward pass. */
  double penalty() {
    return last == null ? 0 : last.penalty();
  }

  private RegionRun lastRun() {
    if (last == null) {
      throw new IllegalStateException(
          "Region '%s' has no forward pass to go back from.".formatted(region.name()));
    }
    return last;
  }
}
