/**
 * Differentiable array operations: what layers and losses are made of.
 *
 * <p>A {@link dev.barycenter.graph.ops.Trace} records operations on values of fixed shapes; {@link
 * dev.barycenter.graph.ops.Trace#gradients} appends the operations of the backward pass to it, and
 * a {@link dev.barycenter.graph.ops.Program} runs what is needed of it, again and again, on arrays
 * that are allocated once.
 *
 * <dl>
 *   <dt>value
 *   <dd>an array to be: its element type and its shape, batch axis included
 *   <dt>op
 *   <dd>one operation: values in, values out, and its own gradient in terms of ops
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.ops;

import org.jspecify.annotations.NullMarked;
