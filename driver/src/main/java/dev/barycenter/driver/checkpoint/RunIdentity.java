package dev.barycenter.driver.checkpoint;

/**
 * What a run and its checkpoints must agree on.
 *
 * @param specDigest of everything in the spec that the result depends on
 * @param seed of the run
 * @param replicas the number of replicas
 */
public record RunIdentity(String specDigest, long seed, int replicas) {}
