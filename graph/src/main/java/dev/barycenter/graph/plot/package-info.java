/**
 * Pictures of models: layers as boxes with their shapes, nested models as clusters, a shared layer
 * once with an arrow for every call.
 *
 * <p>The layout is that of the Eclipse Layout Kernel's layered algorithm (Sugiyama et al., IEEE
 * Transactions on Systems, Man, and Cybernetics 11, 1981). The same model gives the same picture.
 */
@NullMarked
package dev.barycenter.graph.plot;

import org.jspecify.annotations.NullMarked;
