package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where the channels stand. */
public enum DataFormat {
  /** {@code (batch, ..., channels)}, Keras's default. */
  CHANNELS_LAST,
  /** {@code (batch, channels, ...)}. */
  CHANNELS_FIRST;

  /** Returns a shape of this format with its channels moved to the end. */
  Shape channelsLast(Shape shape) {
    if (this == CHANNELS_LAST || shape.rank() < 2) {
      return shape;
    }
    List<Integer> dims = new ArrayList<>(shape.dims().subList(1, shape.rank()));
    dims.add(shape.dim(0));
    return new Shape(dims);
  }

  /** Returns a shape whose channels stand at the end in this format. */
  Shape fromChannelsLast(Shape shape) {
    if (this == CHANNELS_LAST || shape.rank() < 2) {
      return shape;
    }
    List<Integer> dims = new ArrayList<>(List.of(shape.last()));
    dims.addAll(shape.dims().subList(0, shape.rank() - 1));
    return new Shape(dims);
  }

  /** Records the move of the channels to the end. */
  Value channelsLast(Ops ops, Value x) {
    int last = x.rank() - 1;
    return this == CHANNELS_LAST || x.rank() < 3
        ? x
        : ops.transpose(
            x, IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i % last + 1).toArray());
  }

  /** Records the move of the channels from the end to where this format has them. */
  Value fromChannelsLast(Ops ops, Value x) {
    int last = x.rank() - 1;
    return this == CHANNELS_LAST || x.rank() < 3
        ? x
        : ops.transpose(
            x,
            IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i == 1 ? last : i - 1).toArray());
  }

  /** Returns the axes of one example in words, such as {@code (height, width, channels)}. */
  String axes(int spatialRank) {
    List<String> spatial =
        switch (spatialRank) {
          case 1 -> List.of("steps");
          case 2 -> List.of("height", "width");
          default -> List.of("depth", "height", "width");
        };
    String names = String.join(", ", spatial);
    return this == CHANNELS_LAST ? "(" + names + ", channels)" : "(channels, " + names + ")";
  }
}
