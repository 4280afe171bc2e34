package dev.barycenter.driver.spark;

import java.time.Duration;

/**
 * How long a run on Spark waits for what.
 *
 * @param exchangeDeadline how long a task waits for its peers in one averaging, their local steps
 *     included; raise it when replicas need longer than this for a round
 * @param segmentDeadline how long a segment may take before it is given up and run again
 * @param replacementWait how long a lost executor is waited for before the replicas move to the
 *     others, which shuffles the data again
 * @param executorWait how long a run without any executor waits for one
 */
public record SparkPolicy(
    Duration exchangeDeadline,
    Duration segmentDeadline,
    Duration replacementWait,
    Duration executorWait) {

  /** Ten minutes for an averaging, an hour for a segment, three seconds for a replacement. */
  public static final SparkPolicy DEFAULT =
      new SparkPolicy(
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofSeconds(3),
          Duration.ofMinutes(10));
}
