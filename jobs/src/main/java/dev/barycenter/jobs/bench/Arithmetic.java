package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.MultiHeadAttention;
import dev.barycenter.graph.layer.Recurrent;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.List;

/**
 * The floating-point operations of a training step, counted from shapes.
 *
 * <p>A multiplication and an addition are two. Only products are counted: those of kernels with
 * what they slide or pass over, and those of attention; the backward pass takes each twice, once
 * for what was read and once for the kernel, but the former not where an input of the model was
 * read. Normalization, activations and the optimizer are not counted, as is usual.
 */
final class Arithmetic {
  private final Model model;

  private Arithmetic(Model model) {
    this.model = model;
  }

  /** Returns the operations of a step on {@code batch} examples. */
  static double flops(Model model, int batch) {
    Arithmetic arithmetic = new Arithmetic(model);
    return 2.0 * batch * model.calls().stream().mapToDouble(arithmetic::products).sum();
  }

  private double products(Model.Call call) {
    Layer layer = model.layer(call.layer()).layer();
    List<Shape> inputs = call.inputs().stream().map(model::shape).toList();
    Shape output = model.shape(Model.Ref.to(call.name()));
    double positions =
        layer instanceof Recurrent
            ? inputs.get(0).dim(0)
            : (double) output.size() / Math.max(1, output.last());
    boolean first =
        call.inputs().stream()
            .allMatch(ref -> model.inputs().stream().anyMatch(i -> i.name().equals(ref.source())));
    double products = 0;
    for (WeightSpec weight : layer.weights(inputs)) {
      if (weight.shape().rank() > 1 && weight.name().endsWith("kernel")) {
        boolean readsInput = first && !weight.name().endsWith("recurrent_kernel");
        products += (readsInput ? 2 : 3) * positions * weight.shape().size();
      }
    }
    return products + attention(layer, inputs);
  }

  /** Returns the products of queries with keys and of shares with values. */
  private static double attention(Layer layer, List<Shape> inputs) {
    if (!(layer instanceof MultiHeadAttention heads)) {
      return 0;
    }
    double width = (double) heads.numHeads() * heads.keyDim();
    return 3.0 * 2 * inputs.get(0).dim(0) * inputs.get(1).dim(0) * width;
  }
}
