/**
 * How a model is trained, as values: the section {@code training} of a spec file.
 *
 * <dl>
 *   <dt>objective
 *   <dd>what one output is trained for and measured by
 *   <dt>local step
 *   <dd>one optimizer step of one replica on one minibatch
 *   <dt>outer step
 *   <dd>the move of the global weights at the end of a round of local steps
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.training;

import org.jspecify.annotations.NullMarked;
