/**
 * What training and evaluation report: metrics, with Keras 3's names, arguments and formulas.
 *
 * <p>A metric is a value without state. What it has counted is an array of sums of fixed length;
 * sums of minibatches, replicas and executors add, and a result is computed once, from the total.
 *
 * <dl>
 *   <dt>row
 *   <dd>the predictions along the last axis that belong together: one per example, for sequences
 *       one per time step
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.training.metric;

import org.jspecify.annotations.NullMarked;
