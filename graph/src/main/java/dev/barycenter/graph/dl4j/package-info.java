/**
 * The compiler: from a model to a Deeplearning4j network whose layers and vertices run our own
 * operations.
 *
 * <dl>
 *   <dt>region
 *   <dd>calls that are compiled together and become one layer or vertex: usually a single call;
 *       more where they share weights
 *   <dt>port
 *   <dd>a tensor or a mask that leaves a region
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.dl4j;

import org.jspecify.annotations.NullMarked;
