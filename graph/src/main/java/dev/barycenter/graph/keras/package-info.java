/**
 * Keras files in and out: {@code .keras} archives, legacy {@code .h5}, bare configurations and bare
 * weights.
 *
 * <p>Files come from strangers. Nothing in them is run, every size is checked before memory is
 * spent on it, and every failure is a {@link dev.barycenter.graph.keras.KerasFileException}.
 *
 * <dl>
 *   <dt>configuration
 *   <dd>the JSON that Keras's {@code to_json()} gives: which layers, with which arguments, wired
 *       how
 *   <dt>stored weights
 *   <dd>arrays under the names of one file form: paths of groups in Keras 3, layer by layer before
 *   <dt>group
 *   <dd>where Keras 3 stores the arrays of one layer, such as {@code layers/dense_1}: named by
 *       class and count, not by the layer's name
 *   <dt>path
 *   <dd>the name of a weight within a model here, such as {@code encoder/conv/kernel}
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.keras;

import org.jspecify.annotations.NullMarked;
