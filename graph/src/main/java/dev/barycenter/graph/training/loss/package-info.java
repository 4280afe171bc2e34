/**
 * What training makes small: losses, with Keras 3's names, arguments and formulas.
 *
 * <dl>
 *   <dt>prediction
 *   <dd>an output of the model; <b>target</b>: what it should have been
 *   <dt>sample
 *   <dd>one number that a loss gives before anything is summed: usually one per example, for
 *       sequences one per time step, for images one per pixel
 *   <dt>weight
 *   <dd>how much a sample counts; <b>mask</b>: whether it counts at all
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.training.loss;

import org.jspecify.annotations.NullMarked;
