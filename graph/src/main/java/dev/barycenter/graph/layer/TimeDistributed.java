package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer, or nested model, applied to every time step.
 *
 * <p>Shapes, batch axis excluded: input {@code (time, ...)}, output {@code (time, ...)} with the
 * shape that the layer makes of one step. Weights are named {@code layer/...}. A layer that learns
 * statistics of its batch, such as BatchNormalization, sees the steps one after the other in
 * training, as in Keras; every other one sees all steps at once, which gives the same.
 *
 * @param layer what is applied; it has one input and one output
 */
public record TimeDistributed(Layer layer) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("TimeDistributed", inputs);
    Check.refuse(
        input.rank() < 2,
        "TimeDistributed takes inputs of shape (time, ...), but is given %s. Reshape it first.",
        input);
    List<Shape> steps = layer.outputShapes(List.of(step(input)));
    Check.refuse(
        steps.size() != 1,
        "TimeDistributed takes a layer with one output, but '%s' has %d.",
        layer,
        steps.size());
    List<Integer> dims = new ArrayList<>(steps.get(0).dims());
    dims.add(0, input.dim(0));
    return new Shape(dims);
  }

  private static Shape step(Shape input) {
    return input.slice(1, input.rank());
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return layer.weights(List.of(step(inputs.get(0)))).stream()
        .map(weight -> weight.within("layer"))
        .toList();
  }

  @Override
  public Value call(LayerCall call) {
    return learnsStatistics(call) ? stepByStep(call) : allAtOnce(call);
  }

  private boolean learnsStatistics(LayerCall call) {
    long[] dims = call.input().shape();
    Shape step = Shape.of(Arrays.stream(dims).skip(2).mapToInt(Math::toIntExact).toArray());
    return call.training()
        && call.mode().trainable()
        && layer.weights(List.of(step)).stream()
            .anyMatch(weight -> weight.role() == WeightSpec.Role.MEAN);
  }

  private Value allAtOnce(LayerCall call) {
    Value made = layer.call(inner(call, "", folded(call.ops(), call.input()), foldedMask(call)));
    return call.ops().reshape(made, spread(made.shape(), call.input().dim(1)));
  }

  private static @Nullable Value foldedMask(LayerCall call) {
    Value mask = call.mask(0);
    return mask == null ? null : folded(call.ops(), mask);
  }

  private static Value folded(Ops ops, Value x) {
    long[] shape = Arrays.copyOfRange(x.shape(), 1, x.rank());
    shape[0] *= x.dim(0);
    return ops.reshape(x, shape);
  }

  private static long[] spread(long[] folded, long time) {
    long[] shape = new long[folded.length + 1];
    shape[0] = folded[0] / time;
    shape[1] = time;
    System.arraycopy(folded, 1, shape, 2, folded.length - 1);
    return shape;
  }

  private Value stepByStep(LayerCall call) {
    Ops ops = call.ops();
    Value mask = call.mask(0);
    List<Value> made = new ArrayList<>();
    for (int i = 0; i < call.input().dim(1); i++) {
      Value stepMask = mask == null ? null : ops.select(mask, 1, i);
      made.add(layer.call(inner(call, "/" + i, ops.select(call.input(), 1, i), stepMask)));
    }
    return ops.stack(made, 1);
  }

  private static LayerCall inner(LayerCall call, String step, Value input, @Nullable Value mask) {
    LayerCall inner =
        call.inner("layer", List.of(input), Collections.<@Nullable Value>singletonList(mask));
    return new LayerCall(
        inner.ops(),
        inner.inputs(),
        inner.masks(),
        inner.weights(),
        inner.mode(),
        call.random().inner("layer" + step),
        mask);
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    return call.mask(0);
  }

  @Override
  public boolean isRandom() {
    return layer.isRandom();
  }
}
