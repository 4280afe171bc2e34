package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Default;
import java.io.Serializable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all optimizers share; at most one kind of clipping.
 *
 * @param clipnorm the gradient of each weight (a kernel, a bias) is scaled down to this length
 * @param clipvalue each gradient is clipped to plus and minus this number
 * @param globalClipnorm all gradients together are scaled down to this length
 * @param useEma must be false: averages of weights over time are not kept
 * @param emaMomentum has no meaning while {@code useEma} is false
 * @param emaOverwriteFrequency has no meaning while {@code useEma} is false
 * @param lossScaleFactor has no effect: float32 gradients need no scale
 * @param gradientAccumulationSteps must be null: a larger minibatch, or averaging, does the same
 */
public record StepOptions(
    @Default("null") @Nullable Double clipnorm,
    @Default("null") @Nullable Double clipvalue,
    @Default("null") @Nullable Double globalClipnorm,
    @Default("false") boolean useEma,
    @Default("0.99") double emaMomentum,
    @Default("null") @Nullable Integer emaOverwriteFrequency,
    @Default("null") @Nullable Double lossScaleFactor,
    @Default("null") @Nullable Integer gradientAccumulationSteps)
    implements Serializable {
  /** Nothing is clipped. */
  public static final StepOptions NONE =
      new StepOptions(null, null, null, false, 0.99, null, null, null);

  /** Checks the arguments. */
  public StepOptions {
    if (Stream.of(clip(clipnorm), clip(clipvalue), clip(globalClipnorm)).filter(c -> c).count()
        > 1) {
      throw new IllegalArgumentException(
          "Found clipnorm: %s, clipvalue: %s and global_clipnorm: %s: expected one of them at most."
              .formatted(clipnorm, clipvalue, globalClipnorm));
    }
    if (useEma) {
      throw new IllegalArgumentException(
          "'use_ema' is true, but averages of weights over time are not kept. Leave it out.");
    }
    if (gradientAccumulationSteps != null) {
      throw new IllegalArgumentException(
          "'gradient_accumulation_steps' is %d, but gradients are not accumulated. Use a larger batch_size, or more replicas with averaging after every local step."
              .formatted(gradientAccumulationSteps));
    }
  }

  private static boolean clip(@Nullable Double limit) {
    if (limit != null && !(limit >= 0)) {
      throw new IllegalArgumentException(
          "Gradients are clipped at a number of at least 0, but found %s.".formatted(limit));
    }
    return limit != null;
  }
}
