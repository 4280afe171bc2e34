package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Dims;
import java.util.List;

/** A layer whose kernel is a window that slides over the input. */
interface SlidingKernel extends Sliding, KernelLayer {
  @Override
  default int spatialRank() {
    return KernelLayer.super.spatialRank();
  }

  @Override
  default Shape outputShape(List<Shape> inputs) {
    withChannels(inputs);
    return activation().outputShape(Sliding.super.outputShape(inputs));
  }

  @Override
  default Dims windowSize() {
    return kernelSize();
  }

  @Override
  default Dims steps() {
    return strides();
  }

  @Override
  default Dims gaps() {
    return dilationRate();
  }
}
