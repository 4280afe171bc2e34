package dev.barycenter.driver.event;

import java.util.List;

/** Someone who wants to know what happens in a run; called on the run's own thread. */
@FunctionalInterface
public interface RunListener {

  /** Something has happened. */
  void on(RunEvent event);

  /** Returns a listener that tells all of {@code listeners}, in order. */
  static RunListener all(List<RunListener> listeners) {
    List<RunListener> copy = List.copyOf(listeners);
    return event -> copy.forEach(listener -> listener.on(event));
  }
}
