/**
 * The model: an immutable graph of layer calls, whatever notation it came from.
 *
 * <p>Words with one meaning, here and in every message:
 *
 * <dl>
 *   <dt>layer
 *   <dd>a named value that says what is computed and with which settings; it owns weights
 *   <dt>call
 *   <dd>one application of a layer to tensors; a shared layer has several calls and one set of
 *       weights
 *   <dt>tensor
 *   <dd>one output of one call, or an input of the model
 *   <dt>model
 *   <dd>inputs, layers, calls in topological order, and outputs
 * </dl>
 */
@NullMarked
package dev.barycenter.graph;

import org.jspecify.annotations.NullMarked;
