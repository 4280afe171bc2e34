package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer of any of the cells {@link SimpleRNNCell}, {@link LSTMCell}, {@link GRUCell}
 * and {@link StackedRNNCells}; cells of one's own cannot be had.
 *
 * <p>Shapes, masks and states are those of {@link LSTM}; the names of the weights start with {@code
 * cell/}.
 *
 * @param goBackwards whether time runs from the last step to the first; the output keeps that order
 * @param stateful refused: a replica sees its examples in another order each epoch
 * @param unroll accepted, without meaning here
 */
public record RNN(
    Cell cell,
    @Default("false") boolean returnSequences,
    @Default("false") boolean returnState,
    @Default("false") boolean goBackwards,
    @Default("false") boolean stateful,
    @Default("false") boolean unroll,
    @Default("false") boolean zeroOutputForMask,
    @Default("null") @Nullable Regularizer activityRegularizer)
    implements Recurrent {

  /** Checks the arguments. */
  public RNN {
    Recurrent.check("RNN", stateful);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return Recurrent.super.weights(inputs).stream().map(w -> w.within("cell")).toList();
  }

  @Override
  public LayerCall cellCall(LayerCall call) {
    return call.inner("cell", call.inputs(), call.masks());
  }
}
