/**
 * What the outputs of a model are trained for, as values.
 *
 * <dl>
 *   <dt>objective
 *   <dd>what one output is trained for and measured by
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.training;

import org.jspecify.annotations.NullMarked;
