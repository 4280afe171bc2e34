package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import java.util.List;

/** What the size of a weight, or of a layer's output, adds to the loss. */
public sealed interface Regularizer extends Serializable {
  /** All regularizers. */
  Family<Regularizer> FAMILY =
      new Family<>(
          "regularizer", List.of(L1.class, L2.class, L1L2.class, OrthogonalRegularizer.class));

  /** Records the penalty, a scalar. */
  Value penalty(Ops ops, Value weight);

  /** {@code l1 * sum(|w|)}. */
  record L1(@Default("0.01") double l1) implements Regularizer {
    @Override
    public Value penalty(Ops ops, Value weight) {
      return ops.scale(ops.sum(ops.abs(weight), false), l1);
    }
  }

  /** {@code l2 * sum(w^2)}. */
  record L2(@Default("0.01") double l2) implements Regularizer {
    @Override
    public Value penalty(Ops ops, Value weight) {
      return ops.scale(ops.sum(ops.square(weight), false), l2);
    }
  }

  /** Both penalties. */
  @Alias({"l1_l2", "L1L2"})
  record L1L2(@Default("0.0") double l1, @Default("0.0") double l2) implements Regularizer {
    @Override
    public Value penalty(Ops ops, Value weight) {
      return ops.add(new L1(l1).penalty(ops, weight), new L2(l2).penalty(ops, weight));
    }
  }

  /** Pushes the rows (or columns) of a matrix towards being orthogonal to each other. */
  record OrthogonalRegularizer(@Default("0.01") double factor, @Default("rows") String mode)
      implements Regularizer {
    /** Checks the mode. */
    public OrthogonalRegularizer {
      if (!List.of("rows", "columns").contains(mode)) {
        throw new IllegalArgumentException(
            "'mode' must be rows or columns, but was '%s'.".formatted(mode));
      }
    }

    @Override
    public Value penalty(Ops ops, Value weight) {
      boolean rows = mode.equals("rows");
      int along = rows ? 1 : 0;
      Value norm = ops.sqrt(ops.clipBelow(ops.sum(ops.square(weight), true, along), 1e-12));
      Value unit = ops.divide(weight, norm);
      Value product = ops.matmul(unit, unit, !rows, rows);
      long size = weight.dim(rows ? 0 : 1);
      double[] off = new double[(int) (size * size)];
      for (int i = 0; i < off.length; i++) {
        off[i] = i % (size + 1) == 0 ? 0 : 1;
      }
      Value others = ops.abs(ops.multiply(product, ops.constant(off, size, size)));
      double pairs = size * (size - 1) / 2.0;
      return ops.scale(ops.sum(others, false), factor * 0.5 / pairs);
    }
  }
}
