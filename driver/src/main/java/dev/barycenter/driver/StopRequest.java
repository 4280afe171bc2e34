package dev.barycenter.driver;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a run to end after its segment, with a checkpoint. Safe to use from any thread. */
public final class StopRequest {

  private final AtomicBoolean requested = new AtomicBoolean();

  /** Asks the run to end. */
  public void request() {
    requested.set(true);
  }

  /** Returns whether the run was asked to end. */
  public boolean requested() {
    return requested.get();
  }
}
