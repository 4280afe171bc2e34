package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** What the layers share that make each spatial axis longer or shorter by itself. */
interface Stretching extends Spatial {

  /** Returns the new length of an axis; below 1 if the layer leaves nothing of it. */
  long lengthFrom(int axis, int length);

  /** Records the change of one spatial axis, which stands at the given position. */
  Value stretch(Ops ops, Value x, int axis, int position);

  @Override
  default Shape outputShape(List<Shape> inputs) {
    Shape shape = channelsLast(inputs);
    for (int axis = 0; axis < spatialRank(); axis++) {
      if (shape.dim(axis) != Shape.UNKNOWN) {
        long length = lengthFrom(axis, shape.dim(axis));
        Check.refuse(
            length < 1,
            "%s leaves nothing of its input of shape %s. Crop less, or make the input larger.",
            type(),
            inputs.get(0));
        shape = shape.with(axis, (int) length);
      }
    }
    return dataFormat().fromChannelsLast(shape);
  }

  @Override
  default Value call(LayerCall call) {
    Value x = call.input();
    int first = dataFormat() == DataFormat.CHANNELS_LAST ? 1 : 2;
    for (int axis = 0; axis < spatialRank(); axis++) {
      x = stretch(call.ops(), x, axis, first + axis);
    }
    return x;
  }
}
