/** Applying a trained model in any Java program, without Spark. */
@NullMarked
package dev.barycenter.graph.inference;

import org.jspecify.annotations.NullMarked;
