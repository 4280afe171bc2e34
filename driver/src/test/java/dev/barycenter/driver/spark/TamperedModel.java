package dev.barycenter.driver.spark;

import dev.barycenter.worker.LinearModel;
import dev.barycenter.worker.LocalStep;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.data.Minibatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A model whose steps begin with something that has nothing to do with training. */
final class TamperedModel implements Replica {

  private final LinearModel model = LinearRun.model();
  private final Runnable before;

  private TamperedModel(Runnable before) {
    this.before = before;
  }

  /**
   * Returns a model whose steps take a quarter of a millisecond at least, on a machine of any
   * speed, and hardly any of its time.
   */
  static TamperedModel slow() {
    return new TamperedModel(TamperedModel::pause);
  }

  /**
   * Returns a model whose next step never ends once a file is there, as native code may hang. The
   * step that finds the file takes it away, so that one task hangs, once.
   */
  static TamperedModel hanging(Path file) {
    return new TamperedModel(() -> hangOnce(file));
  }

  private static void hangOnce(Path file) {
    try {
      if (Files.exists(file) && Files.deleteIfExists(file)) {
        hang();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pause();
  }

  private static void pause() {
    LockSupport.parkNanos(200_000);
  }

  /** Sleeps, whatever interrupts it. */
  private static void hang() {
    while (true) {
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException ignored) {
        Thread.interrupted();
      }
    }
  }

  @Override
  public Tally train(Minibatch batch, LocalStep step) {
    before.run();
    return model.train(batch, step);
  }

  @Override
  public ParameterLayout layout() {
    return model.layout();
  }

  @Override
  public FloatBuffer weights() {
    return model.weights();
  }

  @Override
  public FloatBuffer optimizerState() {
    return model.optimizerState();
  }

  @Override
  public long optimizerSteps() {
    return model.optimizerSteps();
  }

  @Override
  public void optimizerSteps(long steps) {
    model.optimizerSteps(steps);
  }

  @Override
  public Tally evaluate(Minibatch batch) {
    return model.evaluate(batch);
  }

  @Override
  public void close() {
    model.close();
  }
}
