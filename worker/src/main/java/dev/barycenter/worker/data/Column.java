package dev.barycenter.worker.data;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One named column of the examples.
 *
 * @param role what a step does with it
 * @param name the name of the model's input or output it belongs to; unique within its role
 * @param storage how a value is packed; a minibatch holds float32 whatever the storage
 * @param shape the shape of one example's values, batch axis excluded; {@code []} is one number.
 *     The first axis may be {@link #VARIABLE}: then examples differ in length and a minibatch pads
 *     them
 * @param augmentation the random changes that training makes to the pictures of this column, which
 *     has the shape (height, width, channels); null for none
 */
public record Column(
    Role role,
    String name,
    Storage storage,
    List<Integer> shape,
    @Nullable Augmentation augmentation)
    implements Serializable {

  /** The length of a first axis that differs from example to example: {@value}. */
  public static final int VARIABLE = -1;

  /** What a step does with a column. */
  public enum Role {
    /** Fed to the model. */
    INPUT,
    /** Compared with the model's output of the same name. */
    TARGET,
    /** Weights of the loss of the output of the same name; one number per example. */
    WEIGHT
  }

  /** How a value is packed; each holds its values exactly. */
  public enum Storage {
    /** Any float, 4 bytes. */
    FLOAT32(4, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
    /** A whole number from 0 to 65535, such as a token, 2 bytes. */
    UINT16(2, 0, 65535),
    /** A whole number from 0 to 255, such as a pixel, 1 byte. */
    UINT8(1, 0, 255);

    private final int bytes;
    private final float least;
    private final float greatest;

    Storage(int bytes, float least, float greatest) {
      this.bytes = bytes;
      this.least = least;
      this.greatest = greatest;
    }

    /** Returns the bytes of one packed value. */
    public int bytes() {
      return bytes;
    }

    /** Returns whether {@code value} is held exactly. */
    public boolean holds(float value) {
      return this == FLOAT32 || (value >= least && value <= greatest && value == Math.rint(value));
    }
  }

  /** Creates a column that training sees as it is. */
  public Column(Role role, String name, Storage storage, List<Integer> shape) {
    this(role, name, storage, shape, null);
  }

  public Column {
    shape = List.copyOf(shape);
    for (int axis = 0; axis < shape.size(); axis++) {
      int length = shape.get(axis);
      if (length <= 0 && !(axis == 0 && length == VARIABLE)) {
        throw new IllegalArgumentException(
            "Column '%s' has the shape %s; every axis is positive, and only the first may be %d (variable)."
                .formatted(name, shape, VARIABLE));
      }
    }
    if (augmentation != null && (shape.size() != 3 || shape.get(0) == VARIABLE)) {
      throw new IllegalArgumentException(
          "Column '%s' has the shape %s; only pictures of shape (height, width, channels) are augmented."
              .formatted(name, shape));
    }
  }

  /** Returns whether the first axis differs from example to example. */
  public boolean variable() {
    return !shape.isEmpty() && shape.get(0) == VARIABLE;
  }

  /** Returns the number of values of one example, or of one step of a variable axis. */
  public int stride() {
    return shape.stream().skip(variable() ? 1 : 0).reduce(1, Math::multiplyExact);
  }
}
