package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of the bin that each value lies in: how many boundaries it reaches.
 *
 * @param binBoundaries where a new bin starts, ascending
 * @param numBins how many bins Keras was to find in data; without effect once it has
 * @param epsilon how precisely Keras was to find them; without effect
 * @param outputMode how the bins' numbers are encoded
 * @param sparse whether Keras makes sparse tensors, which are not supported
 */
public record Discretization(
    @Default("null") @Nullable List<Double> binBoundaries,
    @Default("null") @Nullable Integer numBins,
    @Default("0.01") double epsilon,
    @Default("int") Encoding outputMode,
    @Default("false") boolean sparse)
    implements Layer {

  /** Checks the arguments. */
  public Discretization {
    Check.refuse(
        binBoundaries == null || binBoundaries.isEmpty(),
        "Discretization has no 'bin_boundaries'. Give them; they are not computed from data here.");
    Check.refuse(
        binBoundaries != null && !binBoundaries.equals(binBoundaries.stream().sorted().toList()),
        "'bin_boundaries' is %s: expected ascending numbers.",
        binBoundaries);
    Check.refuse(sparse, "'sparse' is true: sparse tensors are not supported. Leave it out.");
  }

  private List<Double> boundaries() {
    return binBoundaries == null ? List.of() : binBoundaries;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Discretization", inputs);
    return outputMode.outputShape("Discretization", input, boundaries().size() + 1);
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    double[] starts = boundaries().stream().mapToDouble(Double::doubleValue).toArray();
    Value reached =
        ops.greaterEqual(ops.expandDims(call.input(), -1), ops.constant(starts, starts.length));
    return outputMode.record(ops, ops.sum(reached, false, -1), starts.length + 1);
  }
}
