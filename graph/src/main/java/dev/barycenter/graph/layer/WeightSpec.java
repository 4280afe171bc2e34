package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One array that a layer owns.
 *
 * @param name its name within the layer, such as {@code kernel}, or {@code forward_layer/kernel} in
 *     a layer that wraps another
 * @param shape its whole shape in Keras's layout
 * @param initializer how it starts
 * @param regularizer what its size costs; null for nothing
 * @param constraint what is done to it after every step; null for nothing
 * @param role whether it is learned
 */
public record WeightSpec(
    String name,
    Shape shape,
    Initializer initializer,
    @Nullable Regularizer regularizer,
    @Nullable Constraint constraint,
    Role role)
    implements Serializable {

  /** What becomes of a weight in training. */
  public enum Role {
    /** Moved by the optimizer. */
    TRAINABLE,
    /** A running mean, moved by forward passes in training mode. */
    MEAN,
    /** A running variance, moved by forward passes in training mode; follows its mean. */
    VARIANCE,
    /** Never moved. */
    CONSTANT
  }

  /** Returns a trainable weight. */
  public static WeightSpec trainable(
      String name,
      Shape shape,
      Initializer initializer,
      @Nullable Regularizer regularizer,
      @Nullable Constraint constraint) {
    return new WeightSpec(name, shape, initializer, regularizer, constraint, Role.TRAINABLE);
  }

  /** Returns a weight that the optimizer does not move. */
  public static WeightSpec state(String name, Shape shape, Initializer initializer, Role role) {
    return new WeightSpec(name, shape, initializer, null, null, role);
  }

  /** Returns this weight with its name below that of a wrapping layer's part. */
  public WeightSpec within(String part) {
    return new WeightSpec(part + "/" + name, shape, initializer, regularizer, constraint, role);
  }

  /** Finds the values of a layer's weights in a trace. */
  @FunctionalInterface
  public interface Lookup {
    /** Returns the value of the weight of the given name. */
    Value weight(String name);
  }
}
