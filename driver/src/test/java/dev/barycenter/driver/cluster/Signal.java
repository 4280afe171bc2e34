package dev.barycenter.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What makes a process stand still and go on: alive, its connections open, but silent. */
public enum Signal {
  STOP,
  CONT;

  /** Sends the signal; does nothing where the process has ended. */
  public void to(ProcessHandle process) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name(), "" + process.pid()).start();
      kill.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
