/**
 * The peer exchange: the tasks of a segment hand each other slices over Spark's network library.
 *
 * <dl>
 *   <dt>peer
 *   <dd>another task of the same segment
 *   <dt>exchange
 *   <dd>the lockstep calls of the tasks of one segment, named by one id; a segment that is run
 *       again is another exchange
 *   <dt>call
 *   <dd>one all-to-all of an exchange, counted from 0
 *   <dt>transfer
 *   <dd>what one peer sends another in one call
 *   <dt>door
 *   <dd>where the peers of the same host come in: their transfers then go through sockets of the
 *       host, everything else still through Spark's library
 * </dl>
 *
 * <p>One of the two packages of this module that know Spark; the other is {@code driver.spark}.
 */
@NullMarked
package dev.barycenter.driver.exchange;

import org.jspecify.annotations.NullMarked;
