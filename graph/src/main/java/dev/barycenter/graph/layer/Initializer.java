package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Family;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a weight starts.
 *
 * <p>The numbers are a function of the initializer, the shape and the seed alone. They are drawn
 * from the same distributions as Keras's, but are not the same numbers.
 */
public sealed interface Initializer extends Serializable {
  /** All initializers. */
  Family<Initializer> FAMILY =
      new Family<>(
          "initializer",
          List.of(
              Zeros.class,
              Ones.class,
              Constant.class,
              RandomNormal.class,
              RandomUniform.class,
              TruncatedNormal.class,
              GlorotUniform.class,
              GlorotNormal.class,
              HeUniform.class,
              HeNormal.class,
              LecunUniform.class,
              LecunNormal.class,
              VarianceScaling.class,
              Identity.class,
              Orthogonal.class));

  /**
   * Returns starting values in C order.
   *
   * @param shape the whole shape of the weight, in Keras's layout
   * @param random the source of randomness
   */
  float[] values(Shape shape, SplittableRandom random);

  private static float[] filled(Shape shape, double value) {
    float[] values = new float[(int) shape.size()];
    Arrays.fill(values, (float) value);
    return values;
  }

  /**
   * The bias of an LSTM whose forget gate starts at 1: a quarter each of {@code bias}, ones, and
   * twice {@code bias}. Made by the layer, never written by name.
   */
  record ForgetBias(Initializer bias) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      int units = shape.dim(0) / 4;
      float[] values = filled(shape, 1);
      System.arraycopy(bias.values(Shape.of(units), random), 0, values, 0, units);
      float[] rest = bias.values(Shape.of(2 * units), random);
      System.arraycopy(rest, 0, values, 2 * units, 2 * units);
      return values;
    }
  }

  /**
   * An initializer told how many inputs and outputs a weight has, where its shape does not tell.
   * Made by the layer, never written by name.
   */
  record Fans(Initializer initializer, int fanIn, int fanOut) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      boolean byPosition = initializer instanceof Orthogonal || initializer instanceof Identity;
      return initializer.values(byPosition ? shape : Shape.of(fanIn, fanOut), random);
    }
  }

  /** All zero. */
  record Zeros() implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return filled(shape, 0);
    }
  }

  /** All one. */
  record Ones() implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return filled(shape, 1);
    }
  }

  /** All the same number. */
  record Constant(@Default("0.0") double value) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return filled(shape, value);
    }
  }

  /** Normal numbers. */
  @Alias({"normal"})
  record RandomNormal(
      @Default("0.0") double mean,
      @Default("0.05") double stddev,
      @Default("null") @Nullable JsonNode seed)
      implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return Draw.normal((int) shape.size(), mean, stddev, random);
    }
  }

  /** Uniform numbers. */
  @Alias({"uniform"})
  record RandomUniform(
      @Default("-0.05") double minval,
      @Default("0.05") double maxval,
      @Default("null") @Nullable JsonNode seed)
      implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return Draw.uniform((int) shape.size(), minval, maxval, random);
    }
  }

  /** Normal numbers, drawn again while further than two standard deviations from the mean. */
  record TruncatedNormal(
      @Default("0.0") double mean,
      @Default("0.05") double stddev,
      @Default("null") @Nullable JsonNode seed)
      implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return Draw.truncatedNormal((int) shape.size(), mean, stddev, random);
    }
  }

  /** Uniform within {@code sqrt(6 / (fan_in + fan_out))} (Glorot and Bengio, AISTATS 2010). */
  @Alias({"xavier_uniform"})
  record GlorotUniform(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(1, "fan_avg", "uniform", null).values(shape, random);
    }
  }

  /** Truncated normal with variance {@code 2 / (fan_in + fan_out)} (Glorot and Bengio, 2010). */
  record GlorotNormal(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(1, "fan_avg", "truncated_normal", null).values(shape, random);
    }
  }

  /** Uniform within {@code sqrt(6 / fan_in)} (He et al., arXiv 1502.01852). */
  record HeUniform(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(2, "fan_in", "uniform", null).values(shape, random);
    }
  }

  /** Truncated normal with variance {@code 2 / fan_in} (He et al., arXiv 1502.01852). */
  record HeNormal(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(2, "fan_in", "truncated_normal", null).values(shape, random);
    }
  }

  /** Uniform within {@code sqrt(3 / fan_in)} (LeCun et al., Efficient BackProp, 1998). */
  record LecunUniform(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(1, "fan_in", "uniform", null).values(shape, random);
    }
  }

  /** Truncated normal with variance {@code 1 / fan_in} (LeCun et al., 1998). */
  record LecunNormal(@Default("null") @Nullable JsonNode seed) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return new VarianceScaling(1, "fan_in", "truncated_normal", null).values(shape, random);
    }
  }

  /** Numbers whose variance is {@code scale / n}, with n the fan of the given mode. */
  record VarianceScaling(
      @Default("1.0") double scale,
      @Default("fan_in") String mode,
      @Default("truncated_normal") String distribution,
      @Default("null") @Nullable JsonNode seed)
      implements Initializer {
    /** Checks the arguments. */
    public VarianceScaling {
      if (!(scale > 0)) {
        throw new IllegalArgumentException(
            "'scale' must be positive, but was %s.".formatted(scale));
      }
      if (!List.of("fan_in", "fan_out", "fan_avg").contains(mode)) {
        throw new IllegalArgumentException(
            "'mode' must be fan_in, fan_out or fan_avg, but was '%s'.".formatted(mode));
      }
      if (!List.of("truncated_normal", "untruncated_normal", "uniform").contains(distribution)) {
        throw new IllegalArgumentException(
            "'distribution' must be truncated_normal, untruncated_normal or uniform, but was '%s'."
                .formatted(distribution));
      }
    }

    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      double[] fans = Draw.fans(shape);
      double fan =
          switch (mode) {
            case "fan_in" -> fans[0];
            case "fan_out" -> fans[1];
            default -> (fans[0] + fans[1]) / 2;
          };
      double variance = scale / Math.max(1, fan);
      int count = (int) shape.size();
      return switch (distribution) {
        case "uniform" ->
            Draw.uniform(count, -Math.sqrt(3 * variance), Math.sqrt(3 * variance), random);
        case "untruncated_normal" -> Draw.normal(count, 0, Math.sqrt(variance), random);
        default ->
            Draw.truncatedNormal(count, 0, Math.sqrt(variance) / Draw.TRUNCATED_DEVIATION, random);
      };
    }
  }

  /** The identity matrix times {@code gain}. */
  @Alias({"IdentityInitializer"})
  record Identity(@Default("1.0") double gain) implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      if (shape.rank() != 2) {
        throw new IllegalArgumentException(
            "Identity fills matrices only, but the weight has shape %s.".formatted(shape));
      }
      float[] values = filled(shape, 0);
      for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
        values[i * shape.dim(1) + i] = (float) gain;
      }
      return values;
    }
  }

  /** An orthogonal matrix times {@code gain} (Saxe et al., arXiv 1312.6120). */
  @Alias({"OrthogonalInitializer"})
  record Orthogonal(@Default("1.0") double gain, @Default("null") @Nullable JsonNode seed)
      implements Initializer {
    @Override
    public float[] values(Shape shape, SplittableRandom random) {
      return Draw.orthogonal((int) (shape.size() / shape.last()), shape.last(), gain, random);
    }
  }
}
