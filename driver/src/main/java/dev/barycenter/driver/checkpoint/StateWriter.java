package dev.barycenter.driver.checkpoint;

import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.RunState;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.Position;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Writes a state as {@link StateReader} reads it: big-endian, arrays with their length first. */
final class StateWriter {

  static final int CHUNK = 1 << 14;

  private final DataOutputStream out;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES);

  StateWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(RunState state) throws IOException {
    write(state.position());
    write(state.measured());
    write(state.epochTally());
    write(state.model());
    out.writeInt(state.kept().size());
    for (Map.Entry<Integer, ReplicaState> entry : state.kept().entrySet()) {
      out.writeInt(entry.getKey());
      write(entry.getValue());
    }
    RunState.Best best = state.best();
    out.writeBoolean(best != null);
    if (best != null) {
      out.writeInt(best.epoch());
      out.writeDouble(best.value());
      write(best.weights());
    }
  }

  private void write(Position position) throws IOException {
    out.writeLong(position.round());
    out.writeInt(position.epoch());
    out.writeInt(position.step());
    out.writeLong(position.globalStep());
  }

  private void write(LocalSteps.Measured measured) throws IOException {
    out.writeDouble(measured.firstLoss());
    out.writeDouble(measured.lastLoss());
    out.writeDouble(measured.stepSeconds());
    out.writeDouble(measured.averagingSeconds());
  }

  private void write(Tally tally) throws IOException {
    out.writeLong(tally.examples());
    out.writeDouble(tally.weight());
    out.writeDouble(tally.loss());
    out.writeInt(tally.sums().size());
    for (Map.Entry<String, double[]> entry : tally.sums().entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (double value : entry.getValue()) {
        out.writeDouble(value);
      }
    }
  }

  private void write(ModelState model) throws IOException {
    write(model.weights());
    write(model.optimizer());
    out.writeLong(model.optimizerSteps());
    write(model.velocity());
    write(model.residual());
  }

  private void write(ReplicaState replica) throws IOException {
    write(replica.optimizer());
    out.writeLong(replica.optimizerSteps());
    write(replica.residual());
  }

  private void write(FloatVector vector) throws IOException {
    float[] values = vector.array();
    out.writeInt(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      chunk.clear().asFloatBuffer().put(values, from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }
}
