package dev.barycenter.driver;

import java.time.Duration;

/**
 * How a run is carried out; none of it changes what the run computes.
 *
 * @param segments how many rounds run as one job
 * @param retries how often segments may fail
 * @param checkpointEvery the time between two checkpoints; zero for one after every segment
 */
public record RunPolicy(SegmentLength segments, RetryPolicy retries, Duration checkpointEvery) {

  /** Segments of about two seconds, a checkpoint a minute. */
  public static final RunPolicy DEFAULT =
      new RunPolicy(
          SegmentLength.about(Duration.ofSeconds(2)), RetryPolicy.DEFAULT, Duration.ofMinutes(1));
}
