package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The matrix products of a recurrent cell whose gates lie side by side in its weights.
 *
 * <p>Dropout is Keras's: one set of factors for all time steps; with recurrent dropout each gate
 * has its own, for the inputs too.
 *
 * @param call finds the weights
 * @param gates the number of gates
 * @param dropout the share of inputs dropped in training
 * @param recurrentDropout the share of the previous output dropped in training
 * @param seed the seed of the layer
 */
record Gates(
    LayerCall call, int gates, double dropout, double recurrentDropout, @Nullable JsonNode seed) {

  /** Returns the inputs of all steps times {@code kernel}, without bias, by one matrix product. */
  Value project(Value sequence) {
    Value kernel = call.weight("kernel");
    if (!call.training() || dropout == 0) {
      return call.ops().dense(sequence, kernel);
    }
    if (recurrentDropout == 0 || gates == 1) {
      return call.ops().dense(dropped(sequence), kernel);
    }
    long[] shape = Arrays.copyOfRange(sequence.shape(), 1, sequence.rank());
    List<Value> parts = split(kernel);
    List<Value> products = new ArrayList<>();
    for (int i = 0; i < gates; i++) {
      Value factors = factors("dropout/" + i, dropout, shape);
      products.add(call.ops().dense(call.ops().multiply(sequence, factors), parts.get(i)));
    }
    return call.ops().concatenate(products, -1);
  }

  /** Returns the inputs of all steps after dropout that is the same for all gates. */
  Value dropped(Value sequence) {
    if (!call.training() || dropout == 0) {
      return sequence;
    }
    long[] shape = Arrays.copyOfRange(sequence.shape(), 1, sequence.rank());
    return call.ops().multiply(sequence, factors("dropout", dropout, shape));
  }

  /**
   * Returns whether one op can pass over a whole sequence: with the usual activations, and states
   * that lose nothing to dropout.
   */
  boolean passAtOnce(Value sequence, Activation activation, Activation recurrentActivation) {
    return call.ops().recurrences().cover(sequence)
        && activation == Activation.TANH
        && recurrentActivation == Activation.SIGMOID
        && !(call.training() && recurrentDropout > 0);
  }

  /**
   * Returns what multiplies a state with {@code recurrent_kernel}.
   *
   * @param batch the batch size
   * @param groups the number of gates in each group that is multiplied at once
   */
  Recurrent recurrent(long batch, int... groups) {
    Value kernel = call.weight("recurrent_kernel");
    long width = kernel.dim(1) / gates;
    if (!call.training() || recurrentDropout == 0) {
      long[] widths = Arrays.stream(groups).mapToLong(g -> g * width).toArray();
      List<Value> kernels = split(kernel, widths);
      return new Recurrent(call.ops(), kernels.stream().map(List::of).toList(), List.of());
    }
    List<Value> factors = new ArrayList<>();
    for (int i = 0; i < gates; i++) {
      String part = "recurrent_dropout/" + i;
      factors.add(factors(part, recurrentDropout, batch, kernel.dim(0)));
    }
    return new Recurrent(call.ops(), grouped(split(kernel), groups), grouped(factors, groups));
  }

  private Value factors(String part, double rate, long... shape) {
    LayerCall inner = call.inner(part, call.inputs(), call.masks());
    return Noise.keep(inner, rate, seed, 1 / (1 - rate), shape);
  }

  private static List<List<Value>> grouped(List<Value> all, int... groups) {
    List<List<Value>> grouped = new ArrayList<>();
    int start = 0;
    for (int length : groups) {
      grouped.add(all.subList(start, start + length));
      start += length;
    }
    return grouped;
  }

  /** Returns a weight cut into its gates along the last axis. */
  private List<Value> split(Value weight) {
    long[] widths = new long[gates];
    Arrays.fill(widths, weight.dim(-1) / gates);
    return split(weight, widths);
  }

  private List<Value> split(Value weight, long... widths) {
    return widths.length == 1 ? List.of(weight) : call.ops().split(weight, -1, widths);
  }

  /**
   * The product of a state and the recurrent weights.
   *
   * @param kernels for each group, the weights of all its gates, or of each if there is dropout
   * @param factors for each group, the dropout of the state for each gate; empty for none
   */
  record Recurrent(Ops ops, List<List<Value>> kernels, List<List<Value>> factors) {

    /** Returns the product for the gates of a group, side by side. */
    Value times(Value state, int group) {
      List<Value> products = new ArrayList<>();
      for (int i = 0; i < kernels.get(group).size(); i++) {
        Value seen = factors.isEmpty() ? state : ops.multiply(state, factors.get(group).get(i));
        products.add(ops.matmul(seen, kernels.get(group).get(i), false, false));
      }
      return products.size() == 1 ? products.get(0) : ops.concatenate(products, -1);
    }
  }
}
