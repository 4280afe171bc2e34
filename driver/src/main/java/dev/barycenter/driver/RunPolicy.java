package dev.barycenter.driver;

/**
 * How a run is carried out; none of it changes what the run computes.
 *
 * @param segments how many rounds run as one job
 * @param retries how often segments may fail
 * @param checkpoints when the state is saved
 */
public record RunPolicy(
    SegmentLength segments, RetryPolicy retries, CheckpointSchedule checkpoints) {}
