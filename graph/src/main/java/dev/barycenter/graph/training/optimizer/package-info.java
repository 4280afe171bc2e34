/**
 * How weights move: optimizers, learning-rate schedules, and the pass over the weights.
 *
 * <dl>
 *   <dt>step
 *   <dd>one move of all trainable weights by the gradients of one minibatch
 *   <dt>rate
 *   <dd>the learning rate of a step, a function of the global step
 *   <dt>slot
 *   <dd>one number that an optimizer keeps for every trainable weight, such as Adam's velocity
 *   <dt>state
 *   <dd>all slots, one after the other, each in the order of the trainable weights
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.training.optimizer;

import org.jspecify.annotations.NullMarked;
