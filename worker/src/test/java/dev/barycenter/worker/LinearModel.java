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
 * replica whose arithmetic a reader can follow: frozen ones that nothing reads, trainable w and b,
 * running mean and variance of the inputs, plain SGD or Adam, and inputs dropped by the step's
 * seed.
 */
public final class LinearModel implements Replica {

  public static final float RATE = 0.05f;

  private final int inputs;
  private final boolean adam;
  private final float dropout;
  private final int frozen;
  private final FloatBuffer weights;
  private final FloatBuffer optimizer;
  private long steps;

  public LinearModel(int inputs, boolean adam, float dropout) {
    this(inputs, adam, dropout, 1);
  }

  /** Creates a model with so many frozen weights. */
  public LinearModel(int inputs, boolean adam, float dropout, int frozen) {
    this.inputs = inputs;
    this.adam = adam;
    this.dropout = dropout;
    this.frozen = frozen;
    this.weights = direct(layout().size());
    this.optimizer = direct(adam ? 2 * (inputs + 1) : 0);
    for (int i = 0; i < inputs; i++) {
      weights.put(kernel() + i, (float) Math.sin(i + 1) / 4);
    }
    for (int i = 0; i < frozen; i++) {
      weights.put(i, 1);
    }
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
            new ParameterSlice("scale", "scale", 0, frozen, Kind.FROZEN, null),
            new ParameterSlice("dense/kernel", "dense", kernel(), n, Kind.TRAINABLE, null),
            new ParameterSlice("norm/mean", "norm", mean(), n, Kind.MEAN, null),
            new ParameterSlice("norm/variance", "norm", variance(), n, Kind.VARIANCE, "norm/mean"),
            new ParameterSlice("dense/bias", "dense", bias(), 1, Kind.TRAINABLE, null)));
  }

  private int kernel() {
    return frozen;
  }

  private int mean() {
    return frozen + inputs;
  }

  private int variance() {
    return frozen + 2 * inputs;
  }

  private int bias() {
    return frozen + 3 * inputs;
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
      float y = weights.get(bias());
      for (int i = 0; i < inputs; i++) {
        kept[i] = random.nextDouble() >= dropout;
        y += kept[i] ? weights.get(kernel() + i) * x.get(e * inputs + i) : 0;
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
      int at = i == inputs ? bias() : kernel() + i;
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
      int m = mean() + i;
      int v = variance() + i;
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
      float y = weights.get(bias());
      for (int i = 0; i < inputs; i++) {
        y += weights.get(kernel() + i) * x.get(e * inputs + i);
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
