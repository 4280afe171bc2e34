/**
 * Spark behind the ports of the run: segments as jobs, shards as a cached data set, files on
 * Hadoop's file systems.
 *
 * <dl>
 *   <dt>slot
 *   <dd>a task that the executors can run beside the others
 *   <dt>block
 *   <dd>the replicas that one task hosts: contiguous, in order
 *   <dt>seat
 *   <dd>where a task works in its executor: a network, buffers, and what the segment before ended
 *       with, for the next task there
 *   <dt>phase
 *   <dd>a stretch of training with one network; it and its frozen weights are sent once
 * </dl>
 */
@NullMarked
package dev.barycenter.driver.spark;

import org.jspecify.annotations.NullMarked;
