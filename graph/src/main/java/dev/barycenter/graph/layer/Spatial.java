package dev.barycenter.graph.layer;

import java.util.List;

/** A layer whose one input has one, two or three spatial axes, and channels. */
interface Spatial extends Layer {

  /** Returns the number of spatial axes. */
  int spatialRank();

  /** Returns where the channels stand. */
  DataFormat dataFormat();

  /** Returns the name of the layer's type. */
  default String type() {
    return getClass().getSimpleName();
  }

  /** Returns the only input's shape, channels last, which must have the layer's number of axes. */
  default Shape channelsLast(List<Shape> inputs) {
    return dataFormat()
        .channelsLast(
            Check.rank(type(), inputs, spatialRank() + 1, dataFormat().axes(spatialRank())));
  }

  /** Returns the same for a layer that must know the number of channels. */
  default Shape withChannels(List<Shape> inputs) {
    Shape shape = channelsLast(inputs);
    Check.known(type(), inputs.get(0), dataFormat() == DataFormat.CHANNELS_LAST ? -1 : 0);
    return shape;
  }
}
