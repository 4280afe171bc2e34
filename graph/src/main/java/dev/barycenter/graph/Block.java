package dev.barycenter.graph;

import java.util.List;

/**
 * A reusable part of a model with settings of its own, such as a residual block.
 *
 * <pre>{@code
 * record Residual(int units, boolean project) implements Block {
 *   public Tensor on(List<Tensor> inputs) {
 *     Tensor x = inputs.get(0);
 *     Tensor y = x.then("inner", Dense.class, Map.of("units", units, "activation", "relu"));
 *     Tensor shortcut = project ? x.then("project", Dense.class, Map.of("units", units)) : x;
 *     return Tensor.join("sum", new Add(), y, shortcut);
 *   }
 * }
 * Tensor z = x.through("block1", new Residual(64, true)); // block1_inner, block1_project, block1_sum
 * }</pre>
 *
 * <p>Each use makes new layers. What is shared between uses is a {@link SharedLayer} held by the
 * block; it keeps its own name.
 */
@FunctionalInterface
public interface Block {
  /** Returns what the block makes of the given tensors. */
  Tensor on(List<Tensor> inputs);
}
