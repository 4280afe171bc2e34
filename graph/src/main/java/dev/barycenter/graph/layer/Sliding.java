package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import dev.barycenter.graph.ops.Window;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A layer with a window that slides over the spatial axes of its input. */
interface Sliding extends Spatial {

  /** Returns how far the window moves at a time. */
  Dims steps();

  /** Returns what happens at the border. */
  Padding padding();

  /** Returns the positions that the window covers along each axis. */
  Dims windowSize();

  /** Returns the distance between the positions that the window covers along each axis. */
  Dims gaps();

  /** Returns the number of channels after the window slid over that many. */
  int channelsFrom(int channels);

  @Override
  default int spatialRank() {
    return windowSize().values().size();
  }

  /** Returns the window. */
  default Window window() {
    return new Window(
        windowSize().values(), steps().values(), gaps().values(), padding() == Padding.SAME);
  }

  @Override
  default Shape outputShape(List<Shape> inputs) {
    Shape shape = channelsLast(inputs);
    Window window = window();
    for (int axis = 0; axis < spatialRank(); axis++) {
      int length = shape.dim(axis);
      if (length != Shape.UNKNOWN) {
        long before = padding() == Padding.CAUSAL ? window.extent(axis) - 1 : 0;
        shape = shape.with(axis, places(window.places(axis, length + before), inputs.get(0)));
      }
    }
    return dataFormat().fromChannelsLast(shape.with(-1, channelsFrom(shape.last())));
  }

  private int places(long places, Shape input) {
    Check.refuse(
        places < 1,
        "The window of %s spans %s positions, more than its input of shape %s has. Use padding 'same', a smaller window, or fewer poolings and strides before it.",
        type(),
        spans(),
        input);
    return (int) places;
  }

  private String spans() {
    Window window = window();
    return IntStream.range(0, spatialRank())
        .mapToObj(axis -> String.valueOf(window.extent(axis)))
        .collect(Collectors.joining(" by "));
  }

  /** Records the input, channels last, with what causal padding puts before it. */
  default Value padded(Ops ops, Value input) {
    Value x = dataFormat().channelsLast(ops, input);
    return padding() == Padding.CAUSAL ? ops.pad(x, 1, window().extent(0) - 1, 0, 0) : x;
  }
}
