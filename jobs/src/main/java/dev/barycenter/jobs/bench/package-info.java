/**
 * What averaging costs and what it does to learning, measured.
 *
 * <dl>
 *   <dt>plain loop
 *   <dd>one replica that trains without ever averaging: what the rounds are held against
 *   <dt>plain round
 *   <dd>a segment of one round, averaged by the driver
 *   <dt>efficiency
 *   <dd>the examples per second of N replicas over N times those of one plain loop
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.bench;

import org.jspecify.annotations.NullMarked;
