package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What is done to a weight after every optimizer step. */
public sealed interface Constraint extends Serializable {
  /** All constraints. */
  Family<Constraint> FAMILY =
      new Family<>(
          "constraint", List.of(MaxNorm.class, NonNeg.class, UnitNorm.class, MinMaxNorm.class));

  /** Keras's smallest number that is added to a divisor. */
  double EPSILON = 1e-7;

  /** Changes the weight in place. */
  void apply(INDArray weight);

  private static INDArray norms(INDArray weight, List<Integer> axis) {
    return Transforms.sqrt(
        weight.mul(weight).sum(true, axis.stream().mapToInt(Integer::intValue).toArray()), false);
  }

  /**
   * Scales vectors along {@code axis} down to at most {@code max_value} (Srivastava et al., 2014).
   */
  record MaxNorm(@Default("2") double maxValue, @Default("[0]") List<Integer> axis)
      implements Constraint {
    @Override
    public void apply(INDArray weight) {
      INDArray norms = norms(weight, axis);
      INDArray wanted = Transforms.min(norms, maxValue, true);
      weight.muli(wanted.divi(norms.addi(EPSILON)));
    }
  }

  /** Sets negative numbers to zero. */
  @Alias({"NonNeg", "nonneg"})
  record NonNeg() implements Constraint {
    @Override
    public void apply(INDArray weight) {
      Transforms.max(weight, 0, false);
    }
  }

  /** Scales vectors along {@code axis} to length 1. */
  record UnitNorm(@Default("[0]") List<Integer> axis) implements Constraint {
    @Override
    public void apply(INDArray weight) {
      weight.divi(norms(weight, axis).addi(EPSILON));
    }
  }

  /** Moves the length of vectors along {@code axis} towards a range, by a share of the way. */
  record MinMaxNorm(
      @Default("0.0") double minValue,
      @Default("1.0") double maxValue,
      @Default("1.0") double rate,
      @Default("[0]") List<Integer> axis)
      implements Constraint {
    @Override
    public void apply(INDArray weight) {
      INDArray norms = norms(weight, axis);
      INDArray inside = Transforms.max(Transforms.min(norms, maxValue, true), minValue, false);
      INDArray wanted = inside.muli(rate).addi(norms.mul(1 - rate));
      weight.muli(wanted.divi(norms.addi(EPSILON)));
    }
  }
}
