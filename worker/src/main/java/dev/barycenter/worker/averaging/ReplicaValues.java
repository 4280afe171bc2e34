package dev.barycenter.worker.averaging;

import dev.barycenter.worker.averaging.Section.Source;
import java.nio.FloatBuffer;

/** The values that one replica contributes, computed chunk by chunk, and its drift on the way. */
final class ReplicaValues {

  private final Packing packing;
  private final DriftMeter meter;
  private final float[] other = new float[Codec.CHUNK];

  ReplicaValues(AveragingPlan plan) {
    this.packing = plan.packing();
    this.meter = new DriftMeter(packing);
  }

  DriftMeter meter() {
    return meter;
  }

  /** Reads {@code count} contributed values of a section, counted from its start. */
  void read(
      Section section,
      int from,
      int count,
      FloatBuffer weights,
      FloatBuffer optimizer,
      float[] start,
      float[] into) {
    if (section.source() == Source.OPTIMIZER) {
      optimizer.get(section.offset() + from, into, 0, count);
      meter.check("optimizer state", into, count);
      return;
    }
    int at = section.offset() + from;
    packing.pack(weights, at, into, count);
    switch (section.kind()) {
      case DELTA, MEAN -> {
        subtract(into, start, at, into, count);
        meter.add(at, into, count);
      }
      case VARIANCE -> {
        subtract(into, start, at, into, count);
        addSquaredMeans(from, count, weights, start, into);
        meter.add(at, into, count);
      }
      case VALUE -> {
        subtract(into, start, at, other, count);
        meter.add(at, other, count);
      }
    }
  }

  private void addSquaredMeans(
      int from, int count, FloatBuffer weights, float[] start, float[] into) {
    int at = packing.trainable() + from;
    packing.pack(weights, at, other, count);
    subtract(other, start, at, other, count);
    for (int i = 0; i < count; i++) {
      into[i] += other[i] * other[i];
    }
  }

  private static void subtract(float[] values, float[] start, int at, float[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = values[i] - start[at + i];
    }
  }
}
