/**
 * Rounds and segments as one task runs them.
 *
 * <dl>
 *   <dt>round
 *   <dd>every replica's local steps, then one averaging
 *   <dt>segment
 *   <dd>a number of rounds that run as one job; a pure function of the model at its start, the
 *       shards, the seed and the position
 *   <dt>update
 *   <dd>what the replicas of one task contribute to an averaging
 *   <dt>position
 *   <dd>how far a run is: round, epoch, step
 * </dl>
 */
@NullMarked
package dev.barycenter.worker.segment;

import org.jspecify.annotations.NullMarked;
