/**
 * From examples to minibatches: packed bytes, their order by content hash, shards, and the buffers
 * that a step reads.
 *
 * <dl>
 *   <dt>example
 *   <dd>the values of all columns for one row of the data, packed into bytes
 *   <dt>shard
 *   <dd>the examples of one replica, in the order of their hashes
 *   <dt>position
 *   <dd>the place of an example in its shard, from 0; the same in every run with one seed
 *   <dt>epoch
 *   <dd>one pass over the shards; each epoch visits the positions in a permutation of its own
 * </dl>
 */
@NullMarked
package dev.barycenter.worker.data;

import org.jspecify.annotations.NullMarked;
