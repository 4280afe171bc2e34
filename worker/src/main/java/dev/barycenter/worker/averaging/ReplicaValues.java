package dev.barycenter.worker.averaging;

import dev.barycenter.worker.averaging.Section.Kind;
import dev.barycenter.worker.averaging.Section.Source;
import java.nio.FloatBuffer;

/** The values that one replica contributes, computed chunk by chunk, and its drift on the way. */
final class ReplicaValues {

  private final Packing packing;
  private final DriftMeter meter;
  private final float[] delta = new float[Codec.CHUNK];
  private final float[] scratch = new float[Codec.CHUNK];

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
    if (section.kind() == Kind.VALUE) {
      System.arraycopy(into, 0, delta, 0, count);
      subtractStart(delta, start, at, count);
      meter.add(at, delta, count);
      return;
    }
    subtractStart(into, start, at, count);
    if (section.kind() == Kind.VARIANCE) {
      int mean = packing.trainable() + from;
      packing.pack(weights, mean, delta, count);
      subtractStart(delta, start, mean, count);
      Chunks.addSquares(into, delta, count);
    }
    meter.add(at, into, count);
  }

  private void subtractStart(float[] values, float[] start, int at, int count) {
    Chunks.subtract(values, Chunks.copy(start, at, scratch, count), count);
  }
}
