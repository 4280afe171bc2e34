/** Models as tables for people. */
@NullMarked
package dev.barycenter.graph.summary;

import org.jspecify.annotations.NullMarked;
