/**
 * What an executor trains: one replica of the model, its parameters by name, and what a step
 * counts.
 *
 * <dl>
 *   <dt>replica
 *   <dd>one of N copies of the model; N does not depend on the hardware
 *   <dt>local step
 *   <dd>one optimizer step of one replica on one minibatch
 *   <dt>tally
 *   <dd>what steps counted: loss, examples and metrics as sums, so that tallies add
 * </dl>
 *
 * <p>This package holds the contracts; the rounds that use them are in {@code worker.segment}, the
 * implementation over Deeplearning4j is in {@code worker.network}.
 */
@NullMarked
package dev.barycenter.worker;

import org.jspecify.annotations.NullMarked;
