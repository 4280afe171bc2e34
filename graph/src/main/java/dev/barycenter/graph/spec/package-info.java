/**
 * The notation for people: models written in YAML or JSON, read with every problem found at once,
 * and written back.
 *
 * <dl>
 *   <dt>place
 *   <dd>where something stands in a file, as a pointer such as {@code /model/layers/conv/filters}
 *   <dt>entry
 *   <dd>what a file says of one layer: its type, its arguments, and what it reads
 *   <dt>section
 *   <dd>a part of a file other than the model, such as {@code training}, which others bind
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.spec;

import org.jspecify.annotations.NullMarked;
