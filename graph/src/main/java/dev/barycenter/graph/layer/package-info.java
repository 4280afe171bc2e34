/**
 * What one layer does: its arguments, its shapes, its weights and its arithmetic, a record each.
 *
 * <p>Names of layers and arguments, defaults and formulas are Keras's. A layer is a value: it holds
 * no weights and does not know where it stands in a model. Shapes leave out the batch axis.
 */
@NullMarked
package dev.barycenter.graph.layer;

import org.jspecify.annotations.NullMarked;
