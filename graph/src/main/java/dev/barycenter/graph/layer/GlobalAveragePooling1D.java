package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * The mean of each channel over the steps that count; masked steps do not.
 *
 * <p>Shapes, batch axis excluded, channels last: {@code (steps, channels)} in, {@code (channels)}
 * out.
 *
 * @param keepdims whether the axis of steps stays, with length 1
 */
@Alias({"GlobalAvgPool1D"})
public record GlobalAveragePooling1D(
    @Default("channels_last") DataFormat dataFormat, @Default("false") boolean keepdims)
    implements GlobalPooling {

  @Override
  public int spatialRank() {
    return 1;
  }

  @Override
  public Value reduce(LayerCall call, int... axes) {
    Ops ops = call.ops();
    Value mask = call.mask(0);
    if (mask == null) {
      return ops.mean(call.input(), keepdims, axes);
    }
    Value counts = ops.expandDims(mask, dataFormat == DataFormat.CHANNELS_LAST ? 2 : 1);
    Value kept = ops.where(counts, call.input(), ops.constant(0));
    return ops.divide(ops.sum(kept, keepdims, axes), ops.sum(counts, keepdims, axes));
  }
}
