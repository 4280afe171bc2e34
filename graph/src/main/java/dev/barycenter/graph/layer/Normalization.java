package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = (x - mean) / max(sqrt(variance), 1e-7)} with fixed mean and variance: those given, or
 * weights that were computed from data.
 *
 * @param axis the axes whose positions have their own mean and variance, batch axis counted as 0;
 *     null for a single mean and variance
 * @param mean the mean, a number or nested lists; null for weights
 * @param variance the variance, as the mean
 * @param invert whether the inverse is computed: {@code y = x * max(sqrt(variance), 1e-7) + mean}
 */
public record Normalization(
    @Default("[-1]") @Nullable List<Integer> axis,
    @Default("null") @Nullable JsonNode mean,
    @Default("null") @Nullable JsonNode variance,
    @Default("false") boolean invert)
    implements ShapePreserving {

  /** Checks the arguments. */
  public Normalization {
    axis = axis == null ? List.of() : List.copyOf(axis);
    Check.refuse(
        (mean == null) != (variance == null),
        "'mean' is %s and 'variance' is %s: give both, or none of them.",
        mean,
        variance);
    if (mean != null && variance != null) {
      Numbers.check("mean", mean);
      Numbers.check("variance", variance);
      Check.refuse(
          Numbers.shape(mean).length > axis.size()
              || !Arrays.equals(Numbers.shape(mean), Numbers.shape(variance)),
          "'mean' is %s and 'variance' is %s: expected equal shapes with at most one axis for each of 'axis' %s.",
          mean,
          variance,
          axis);
    }
  }

  private List<Integer> axes() {
    return axis == null ? List.of() : axis;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("Normalization", inputs);
    kept(input);
    return input;
  }

  private Shape kept(Shape input) {
    return axes().isEmpty() ? Shape.of() : Normalized.kept("Normalization", input, axes());
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    if (mean != null) {
      return List.of();
    }
    Shape shape = kept(inputs.get(0));
    Initializer zeros = new Initializer.Zeros();
    WeightSpec.Role role = WeightSpec.Role.CONSTANT;
    return List.of(
        WeightSpec.state("mean", shape, zeros, role),
        WeightSpec.state("variance", shape, new Initializer.Ones(), role),
        WeightSpec.state("count", Shape.of(), zeros, role));
  }

  @Override
  public Value call(LayerCall call) {
    Ops ops = call.ops();
    Value center = statistic(call, "mean", mean);
    Value root = ops.sqrt(statistic(call, "variance", variance));
    Value deviation = ops.clipBelow(root, Constraint.EPSILON);
    return invert
        ? ops.add(ops.multiply(call.input(), deviation), center)
        : ops.divide(ops.subtract(call.input(), center), deviation);
  }

  private Value statistic(LayerCall call, String name, @Nullable JsonNode given) {
    Value x = call.input();
    int[] kept = Normalized.axes(x, axes());
    if (given == null) {
      return call.ops().reshape(call.weight(name), Normalized.along(x, kept));
    }
    long[] own = Numbers.shape(given);
    long[] shape = Normalized.along(x);
    for (int i = 1; i <= own.length; i++) {
      shape[kept[kept.length - i]] = own[own.length - i];
    }
    return call.ops().constant(Numbers.values(given), shape);
  }
}
