package dev.barycenter.worker;

import dev.barycenter.worker.ParameterSlice.Kind;
import dev.barycenter.worker.data.Column.Role;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.MinibatchColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Linear regression {@code y = w·x + b} under the squared error {@code (y - t)^2 / 2}, as a real
 * replica whose arithmetic a reader can follow: one frozen scale, trainable w and b, running mean
 * and variance of the inputs, plain SGD or Adam, and inputs dropped by the step's seed.
 */
public final class LinearModel implements Replica {

  public static final float RATE = 0.05f;

  private final int inputs;
  private final boolean adam;
  private final float dropout;
  private final FloatBuffer weights;
  private final FloatBuffer optimizer;
  private long steps;

  public LinearModel(int inputs, boolean adam, float dropout) {
    this.inputs = inputs;
    this.adam = adam;
    this.dropout = dropout;
    this.weights = direct(layout().size());
    this.optimizer = direct(adam ? 2 * (inputs + 1) : 0);
    for (int i = 0; i < inputs; i++) {
      weights.put(1 + i, (float) Math.sin(i + 1) / 4);
    }
    weights.put(0, 1);
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public ParameterLayout layout() {
    int n = inputs;
    return new ParameterLayout(
        List.of(
            new ParameterSlice("scale", "scale", 0, 1, Kind.FROZEN, null),
            new ParameterSlice("dense/kernel", "dense", 1, n, Kind.TRAINABLE, null),
            new ParameterSlice("norm/mean", "norm", 1 + n, n, Kind.MEAN, null),
            new ParameterSlice("norm/variance", "norm", 1 + 2 * n, n, Kind.VARIANCE, "norm/mean"),
            new ParameterSlice("dense/bias", "dense", 1 + 3 * n, 1, Kind.TRAINABLE, null)));
  }

  @Override
  public FloatBuffer weights() {
    return weights;
  }

  @Override
  public FloatBuffer optimizerState() {
    return optimizer;
  }

  @Override
  public long optimizerSteps() {
    return steps;
  }

  @Override
  public void optimizerSteps(long steps) {
    this.steps = steps;
  }

  @Override
  public Tally train(Minibatch batch, LocalStep step) {
    FloatBuffer x = column(batch, Role.INPUT);
    FloatBuffer t = column(batch, Role.TARGET);
    SplittableRandom random = new SplittableRandom(step.seed());
    float[] gradient = new float[inputs + 1];
    double loss = 0;
    for (int e = 0; e < batch.count(); e++) {
      boolean[] kept = new boolean[inputs];
      float y = weights.get(1 + 3 * inputs);
      for (int i = 0; i < inputs; i++) {
        kept[i] = random.nextDouble() >= dropout;
        y += kept[i] ? weights.get(1 + i) * x.get(e * inputs + i) : 0;
      }
      float error = y - t.get(e);
      loss += error * error / 2;
      for (int i = 0; i < inputs; i++) {
        gradient[i] += kept[i] ? error * x.get(e * inputs + i) : 0;
      }
      gradient[inputs] += error;
    }
    moveStatistics(x, batch.count());
    float rate = step.globalStep() < 20 ? RATE : RATE / 2;
    steps++;
    for (int i = 0; i <= inputs; i++) {
      int at = i == inputs ? 1 + 3 * inputs : 1 + i;
      weights.put(at, weights.get(at) - rate * direction(i, gradient[i] / batch.count()));
    }
    return tally(batch, loss);
  }

  private float direction(int i, float g) {
    if (!adam) {
      return g;
    }
    int n = inputs + 1;
    optimizer.put(i, 0.9f * optimizer.get(i) + 0.1f * g);
    optimizer.put(n + i, 0.999f * optimizer.get(n + i) + 0.001f * g * g);
    double m = optimizer.get(i) / (1 - Math.pow(0.9, (double) steps));
    double v = optimizer.get(n + i) / (1 - Math.pow(0.999, (double) steps));
    return (float) (m / (Math.sqrt(v) + 1e-7));
  }

  private void moveStatistics(FloatBuffer x, int count) {
    for (int i = 0; i < inputs; i++) {
      float mean = 0;
      float squares = 0;
      for (int e = 0; e < count; e++) {
        mean += x.get(e * inputs + i) / count;
        squares += x.get(e * inputs + i) * x.get(e * inputs + i) / count;
      }
      int m = 1 + inputs + i;
      int v = 1 + 2 * inputs + i;
      weights.put(m, 0.9f * weights.get(m) + 0.1f * mean);
      weights.put(v, 0.9f * weights.get(v) + 0.1f * (squares - mean * mean));
    }
  }

  @Override
  public Tally evaluate(Minibatch batch) {
    FloatBuffer x = column(batch, Role.INPUT);
    FloatBuffer t = column(batch, Role.TARGET);
    double loss = 0;
    for (int e = 0; e < batch.count(); e++) {
      float y = weights.get(1 + 3 * inputs);
      for (int i = 0; i < inputs; i++) {
        y += weights.get(1 + i) * x.get(e * inputs + i);
      }
      loss += (y - t.get(e)) * (y - t.get(e)) / 2;
    }
    return tally(batch, loss);
  }

  private static Tally tally(Minibatch batch, double loss) {
    TreeMap<String, double[]> sums = new TreeMap<>();
    sums.put("steps", new double[] {1});
    return new Tally(batch.count(), batch.count(), loss, sums);
  }

  private static FloatBuffer column(Minibatch batch, Role role) {
    MinibatchColumn column = batch.columns(role).get(0);
    return column.values();
  }

  @Override
  public void close() {}
}
