package dev.barycenter.jobs;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Stops a training after its first epoch until a file is there, which the system property {@value
 * #PROPERTY} names; does nothing without it.
 */
public final class PausedTraining implements RunListener {
  /** Names the file that is waited for. */
  static final String PROPERTY = "dev.barycenter.paused.until";

  /** What is printed when the training has stopped. */
  static final String PAUSED = "The training is paused.";

  @Override
  public void on(RunEvent event) {
    String file = System.getProperty(PROPERTY);
    if (file == null || !(event instanceof RunEvent.EpochDone)) {
      return;
    }
    System.out.println(PAUSED);
    try {
      while (!Files.exists(Path.of(file))) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
