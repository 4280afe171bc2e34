/**
 * The training run: segment after segment, with checkpoints, validation and early stopping between
 * them.
 *
 * <dl>
 *   <dt>run
 *   <dd>one training from its first round to its end, through any number of interruptions
 *   <dt>segment
 *   <dd>a number of rounds that run as one job; it never crosses the end of an epoch
 *   <dt>epoch
 *   <dd>one pass over the data, nothing else
 * </dl>
 *
 * <p>This package imports no Spark: the cluster is behind {@link dev.barycenter.driver.Segments},
 * files are behind {@link dev.barycenter.driver.Checkpoints}.
 */
@NullMarked
package dev.barycenter.driver;

import org.jspecify.annotations.NullMarked;
