/** The table of a model's layers as people know it from Keras, as text. */
@NullMarked
package dev.barycenter.graph.summary;

import org.jspecify.annotations.NullMarked;
