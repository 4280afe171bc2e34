/** x. */
@NullMarked
package dev.barycenter.graph.training;

import org.jspecify.annotations.NullMarked;
