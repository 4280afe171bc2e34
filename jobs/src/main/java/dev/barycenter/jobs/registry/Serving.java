package dev.barycenter.jobs.registry;

import org.jspecify.annotations.Nullable;

/**
 * That a version serves: a file {@code serving/K.json}.
 *
 * @param version its number
 * @param replaced the version that served before; null for none
 * @param by what made it serve
 * @param why the reason, for people
 */
public record Serving(int version, @Nullable Integer replaced, By by, String why) {

  /** What makes a version serve. */
  public enum By {
    /** A retraining whose gate it passed. */
    RETRAIN,
    /** A person. */
    PROMOTE,
    /** A person who went back to it. */
    ROLLBACK
  }
}
