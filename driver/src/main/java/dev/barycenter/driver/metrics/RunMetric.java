package dev.barycenter.driver.metrics;

import java.util.regex.Pattern;

/**
 * Every number that a run publishes: the catalogue of {@code metrics.jsonl}, of the files for
 * TensorBoard and of the gauges in Spark's metrics system.
 *
 * <p>A name is that of the event and the path in its line. {@code <metric>} stands for {@code loss}
 * and the losses and metrics of the outputs, {@code <layer>} for each layer with trainable weights.
 */
public enum RunMetric {
  /** Which epoch a round belongs to. */
  ROUND_EPOCH("round.epoch", "epochs", "The epoch of the round, from 1"),
  /** How far training is. */
  ROUND_GLOBAL_STEP("round.global_step", "steps", "The steps that each replica has taken so far"),
  /** The interval of averaging. */
  ROUND_LOCAL_STEPS("round.local_steps", "steps", "The local steps of a replica in the round"),
  /** What stands behind one averaging. */
  ROUND_EXAMPLES("round.examples", "examples", "The examples behind the round's averaging"),
  /** How well training goes. */
  ROUND_TRAINING(
      "round.<metric>", "its own", "Loss and metrics of the round's local steps, by examples"),
  /** The throughput within rounds. */
  ROUND_SPEED("round.examples_per_second", "1/s", "The examples by the time of the round"),
  /** Part of a round's time. */
  ROUND_LOAD("round.seconds.load", "s", "Putting the global model into the replicas"),
  /** Part of a round's time. */
  ROUND_COMPUTE("round.seconds.compute", "s", "Local steps, reading minibatches included"),
  /** Part of a round's time. */
  ROUND_EXCHANGE("round.seconds.exchange", "s", "Sending to other tasks and waiting for them"),
  /** Part of a round's time. */
  ROUND_REDUCE("round.seconds.reduce", "s", "Computing, packing and summing deltas"),
  /** Part of a round's time. */
  ROUND_OUTER("round.seconds.outer", "s", "The outer step"),
  /** What an averaging costs the network. */
  ROUND_BYTES("round.bytes", "bytes", "What all tasks sent in the round"),
  /** How far replicas are apart. */
  ROUND_DRIFT(
      "round.drift.<layer>",
      "weights",
      "The distance of the replica that moved furthest from the global weights"),
  /** Replicas that diverged. */
  ROUND_LEFT_OUT("round.left_out", "replicas", "The replicas that were not finite and left out"),
  /** The length of a segment. */
  SEGMENT_ROUNDS("segment.rounds", "rounds", "The rounds of the segment"),
  /** The time of a segment. */
  SEGMENT_SECONDS("segment.seconds", "s", "From its start to its end on the driver"),
  /** What a Spark job costs. */
  SEGMENT_OVERHEAD(
      "segment.overhead_seconds", "s", "What of it is no round: broadcast, starting and ending"),
  /** Failures. */
  FAILURES("segment_failed.count", "segments", "The segments that failed since the run started"),
  /** Which epoch has ended. */
  EPOCH_EPOCH("epoch.epoch", "epochs", "The epoch that has ended, from 1"),
  /** The size of an epoch. */
  EPOCH_EXAMPLES("epoch.examples", "examples", "The examples of the epoch"),
  /** How well training went. */
  EPOCH_TRAINING("epoch.<metric>", "its own", "Loss and metrics of the epoch's local steps"),
  /** How good the model is. */
  EPOCH_VALIDATION("epoch.val_<metric>", "its own", "The same of the validation rows");

  private final String title;
  private final String unit;
  private final String meaning;

  RunMetric(String title, String unit, String meaning) {
    this.title = title;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** Returns the name, with what differs from run to run in angle brackets. */
  public String title() {
    return title;
  }

  /** Returns the unit. */
  public String unit() {
    return unit;
  }

  /** Returns what the number is. */
  public String meaning() {
    return meaning;
  }

  /** Returns whether a number of a run is this one. */
  boolean matches(String name) {
    return Pattern.matches(title.replace(".", "\\.").replaceAll("<\\w+>", ".+"), name);
  }
}
