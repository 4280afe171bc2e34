package dev.barycenter.graph.ops;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;

/** Records pooling over one, two or three spatial axes, channels last. */
public final class Pooling {
  private static final long CHANNELS_LAST = 1;
  private static final long WITHOUT_PADDING = 0;

  private final Ops ops;

  Pooling(Ops ops) {
    this.ops = ops;
  }

  /** Returns the largest element in the window; of equal ones the first gets the gradient. */
  public Value max(Value x, Window window) {
    return OneDnn.holds(x)
        ? new PoolingWindow(dnnl.dnnl_pooling_max, window, x.shape()).record(ops.trace(), x)
        : pool("maxpool", x, window);
  }

  /** Returns the mean of the elements in the window, positions over the border not counted. */
  public Value average(Value x, Window window) {
    int counted = dnnl.dnnl_pooling_avg_exclude_padding;
    return OneDnn.holds(x)
        ? new PoolingWindow(counted, window, x.shape()).record(ops.trace(), x)
        : pool("avgpool", x, window);
  }

  private Value pool(String kind, Value x, Window window) {
    if (x.rank() == 3) {
      Value wide = pool(kind, ops.expandDims(x, 2), window.widened());
      return ops.reshape(wide, window.over(x.shape(), x.dim(-1)));
    }
    String name = kind + (window.rank() == 2 ? "2d" : "3dnew");
    long[] arguments = window.arguments(WITHOUT_PADDING, CHANNELS_LAST);
    return ops.trace()
        .add(
            new NativeOp(
                    name,
                    List.of(x),
                    new Value(x.type(), window.over(x.shape(), x.dim(-1))),
                    Vjp.ofFirst((recorder, op, g) -> backward(recorder, name, op, g, arguments)))
                .integers(arguments));
  }

  private static Value backward(Ops ops, String name, Op op, Value gradient, long[] arguments) {
    Value x = op.input(0);
    return ops.trace()
        .add(
            new NativeOp(
                    name + "_bp", List.of(x, gradient), new Value(x.type(), x.shape()), Vjp.NONE)
                .integers(arguments));
  }
}
