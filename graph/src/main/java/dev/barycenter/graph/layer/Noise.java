package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.ops.Value;
import org.jspecify.annotations.Nullable;

/** What the layers that draw random numbers share. */
final class Noise {
  private Noise() {}

  /** Checks that a noise shape is a list of lengths, null where the input's own is meant. */
  static void check(@Nullable JsonNode noiseShape) {
    if (noiseShape == null) {
      return;
    }
    boolean good = noiseShape.isArray();
    for (JsonNode dim : noiseShape) {
      good &= dim.isNull() || (dim.isInt() && dim.intValue() > 0);
    }
    Check.refuse(
        !good,
        "'noise_shape' is %s: expected a list such as [null, 1, 8], with 1 or the input's length for each axis, null for the batch axis.",
        noiseShape);
  }

  /** Returns the shape to draw for an input. */
  static long[] shape(@Nullable JsonNode noiseShape, Value input) {
    long[] shape = input.shape();
    if (noiseShape == null) {
      return shape;
    }
    boolean fits = noiseShape.size() == shape.length;
    for (int i = 0; i < shape.length && fits; i++) {
      JsonNode dim = noiseShape.get(i);
      fits = dim.isNull() || dim.longValue() == 1 || dim.longValue() == shape[i];
      shape[i] = dim.isNull() ? shape[i] : dim.longValue();
    }
    Check.refuse(
        !fits,
        "'noise_shape' is %s, which does not stretch to an input of shape %s: write 1 or the input's length for each axis, null for the batch axis.",
        noiseShape,
        input);
    return shape;
  }

  /** Returns the source of a layer's numbers. */
  static Randomness source(LayerCall call, @Nullable JsonNode seed) {
    return seed == null ? call.random() : call.random().inner("seed " + seed);
  }

  /** Records dropout in training, the input itself otherwise. */
  static Value drop(LayerCall call, double rate, @Nullable JsonNode seed, long... shape) {
    if (!call.training() || rate == 0) {
      return call.input();
    }
    return call.ops().multiply(call.input(), keep(call, rate, seed, 1 / (1 - rate), shape));
  }

  /** Records dropout of whole channels in training, the input itself otherwise. */
  static Value dropChannels(
      LayerCall call, double rate, @Nullable JsonNode seed, DataFormat format) {
    Value x = call.input();
    int channels = format == DataFormat.CHANNELS_LAST ? x.rank() - 1 : 1;
    return drop(call, rate, seed, Normalized.along(x, 0, channels));
  }

  /** Records an array that is {@code scale} where a number is kept and 0 where it is dropped. */
  static Value keep(
      LayerCall call, double rate, @Nullable JsonNode seed, double scale, long... shape) {
    Value drawn = source(call, seed).uniform(call.ops(), shape);
    Value kept = call.ops().greaterEqual(drawn, call.ops().constant(rate));
    return call.ops().scale(kept, scale);
  }
}
