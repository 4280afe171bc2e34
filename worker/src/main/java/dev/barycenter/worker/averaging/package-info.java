/**
 * How the replicas of a round become the next model: pure functions on slices of the parameters.
 *
 * <dl>
 *   <dt>delta
 *   <dd>the weights after the local steps minus the weights at the round's start
 *   <dt>outer step
 *   <dd>the move of the global weights, given the weighted mean of the deltas
 *   <dt>slice
 *   <dd>the part of the parameters that one task owns: it sums them and takes their outer step
 * </dl>
 *
 * <p>Sums follow one binary tree over the replicas, so their bits depend on the number of replicas
 * and on nothing else.
 */
@NullMarked
package dev.barycenter.worker.averaging;

import org.jspecify.annotations.NullMarked;
