package dev.barycenter.driver.checkpoint;

import dev.barycenter.driver.LocalSteps;
import dev.barycenter.driver.RunState;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.segment.Position;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a state as {@link StateWriter} wrote it, from bytes whose digest was verified. */
final class StateReader {

  private final DataInputStream in;
  private final byte[] chunk = new byte[StateWriter.CHUNK * Float.BYTES];

  StateReader(DataInputStream in) {
    this.in = in;
  }

  RunState read() throws IOException {
    Position position = position();
    LocalSteps.Measured measured = measured();
    Tally tally = tally();
    ModelState model = model();
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      kept.put(in.readInt(), replica());
    }
    return new RunState(position, model, kept, measured, tally, best());
  }

  private Position position() throws IOException {
    return new Position(in.readLong(), in.readInt(), in.readInt(), in.readLong());
  }

  private LocalSteps.Measured measured() throws IOException {
    return new LocalSteps.Measured(
        in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
  }

  private Tally tally() throws IOException {
    long examples = in.readLong();
    double weight = in.readDouble();
    double loss = in.readDouble();
    SortedMap<String, double[]> sums = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      double[] values = new double[in.readInt()];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      sums.put(name, values);
    }
    return new Tally(examples, weight, loss, sums);
  }

  private ModelState model() throws IOException {
    return new ModelState(vector(), vector(), in.readLong(), vector(), vector());
  }

  private ReplicaState replica() throws IOException {
    return new ReplicaState(vector(), in.readLong(), vector());
  }

  private RunState.@Nullable Best best() throws IOException {
    return in.readBoolean() ? new RunState.Best(in.readInt(), in.readDouble(), vector()) : null;
  }

  private FloatVector vector() throws IOException {
    float[] values = new float[in.readInt()];
    for (int from = 0; from < values.length; from += StateWriter.CHUNK) {
      int count = Math.min(StateWriter.CHUNK, values.length - from);
      in.readFully(chunk, 0, count * Float.BYTES);
      ByteBuffer.wrap(chunk).asFloatBuffer().get(values, from, count);
    }
    return FloatVector.of(values);
  }
}
