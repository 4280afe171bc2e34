package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.util.List;
import java.util.stream.IntStream;

/** What the global pooling layers share: one number of each channel remains. */
interface GlobalPooling extends Spatial {
  boolean keepdims();

  /** Records the reduction over the given axes. */
  Value reduce(LayerCall call, int... axes);

  @Override
  default Shape outputShape(List<Shape> inputs) {
    Shape shape = channelsLast(inputs);
    for (int axis = 0; axis < spatialRank(); axis++) {
      shape = shape.with(axis, 1);
    }
    return keepdims() ? dataFormat().fromChannelsLast(shape) : Shape.of(shape.last());
  }

  @Override
  default Value call(LayerCall call) {
    int first = dataFormat() == DataFormat.CHANNELS_LAST ? 1 : 2;
    return reduce(call, IntStream.range(first, first + spatialRank()).toArray());
  }
}
