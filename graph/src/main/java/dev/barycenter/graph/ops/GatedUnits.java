package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.gru_backward;
import org.bytedeco.dnnl.gru_forward;
import org.bytedeco.dnnl.lbr_gru_backward;
import org.bytedeco.dnnl.lbr_gru_forward;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.rnn_primitive_desc_base;

/**
 * A pass of gated units over a sequence and its gradient, as oneDNN computes them.
 *
 * @param kind what a step computes
 * @param time the number of steps
 * @param batch the number of sequences
 * @param features the length of an input
 * @param units the length of a state
 * @param backwards whether time runs from the last step to the first
 * @param type the type of what is multiplied
 */
record GatedUnits(
    GatedUnit kind,
    long time,
    long batch,
    long features,
    long units,
    boolean backwards,
    ComputeType type) {

  private boolean carries() {
    return kind == GatedUnit.LSTM;
  }

  /** The numbers of oneDNN for the arguments of the forward pass, in the order of the op. */
  List<Integer> inputs() {
    List<Integer> inputs = new ArrayList<>(List.of(dnnl.DNNL_ARG_SRC_LAYER));
    inputs.add(dnnl.DNNL_ARG_SRC_ITER);
    if (carries()) {
      inputs.add(dnnl.DNNL_ARG_SRC_ITER_C);
    }
    inputs.add(dnnl.DNNL_ARG_WEIGHTS_LAYER);
    inputs.add(dnnl.DNNL_ARG_WEIGHTS_ITER);
    inputs.add(dnnl.DNNL_ARG_BIAS);
    return inputs;
  }

  /** The numbers of oneDNN for the results of the forward pass, but for what it remembers. */
  List<Integer> outputs() {
    return carries()
        ? List.of(dnnl.DNNL_ARG_DST_LAYER, dnnl.DNNL_ARG_DST_ITER, dnnl.DNNL_ARG_DST_ITER_C)
        : List.of(dnnl.DNNL_ARG_DST_LAYER, dnnl.DNNL_ARG_DST_ITER);
  }

  private static boolean isMultiplied(int argument) {
    return argument != dnnl.DNNL_ARG_BIAS
        && argument != dnnl.DNNL_ARG_SRC_ITER_C
        && argument != dnnl.DNNL_ARG_DST_ITER_C;
  }

  /** Returns the description of an argument as a pass reads or writes it. */
  memory.desc of(rnn_primitive_desc_base pass, int argument) {
    if (argument == dnnl.DNNL_ARG_WEIGHTS_LAYER) {
      return pass.weights_layer_desc();
    } else if (argument == dnnl.DNNL_ARG_WEIGHTS_ITER) {
      return pass.weights_iter_desc();
    }
    return used(argument);
  }

  private memory.desc used(int argument) {
    return inOrder(isMultiplied(argument) ? type : ComputeType.FLOAT32, argument);
  }

  /** Returns the description of an argument as it lies in the arrays of an op. */
  memory.desc plain(int argument) {
    return inOrder(ComputeType.FLOAT32, argument);
  }

  private memory.desc inOrder(ComputeType of, int argument) {
    long[] shape = shape(argument);
    return OneDnn.strided(of, shape, Strides.of(shape));
  }

  private memory.desc free(int argument) {
    return OneDnn.any(type, shape(argument));
  }

  /** Returns the shape of an argument as oneDNN names its axes: layers and directions first. */
  private long[] shape(int argument) {
    if (argument == dnnl.DNNL_ARG_SRC_LAYER) {
      return new long[] {time, batch, features};
    } else if (argument == dnnl.DNNL_ARG_DST_LAYER) {
      return new long[] {time, batch, units};
    } else if (argument == dnnl.DNNL_ARG_WEIGHTS_LAYER) {
      return new long[] {1, 1, features, kind.gates(), units};
    } else if (argument == dnnl.DNNL_ARG_WEIGHTS_ITER) {
      return new long[] {1, 1, units, kind.gates(), units};
    } else if (argument == dnnl.DNNL_ARG_BIAS) {
      return new long[] {1, 1, kind.biases(), units};
    }
    return new long[] {1, 1, batch, units};
  }

  private int direction() {
    return backwards ? dnnl.dnnl_unidirectional_right2left : dnnl.dnnl_unidirectional_left2right;
  }

  /** Returns the description of the forward pass. */
  rnn_primitive_desc_base forward() {
    return switch (kind) {
      case LSTM -> lstm();
      case GRU_RESET_BEFORE -> gru();
      case GRU_RESET_AFTER -> resettingAfter();
    };
  }

  /** Returns the description of the backward pass. */
  rnn_primitive_desc_base backward() {
    return switch (kind) {
      case LSTM -> lstmBackward();
      case GRU_RESET_BEFORE -> gruBackward();
      case GRU_RESET_AFTER -> resettingAfterBackward();
    };
  }

  private lstm_forward.primitive_desc lstm() {
    return new lstm_forward.primitive_desc(
        new lstm_forward.desc(
            dnnl.dnnl_forward_training,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            used(dnnl.DNNL_ARG_SRC_ITER_C),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER),
            used(dnnl.DNNL_ARG_DST_ITER_C)),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private gru_forward.primitive_desc gru() {
    return new gru_forward.primitive_desc(
        new gru_forward.desc(
            dnnl.dnnl_forward_training,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER)),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private lbr_gru_forward.primitive_desc resettingAfter() {
    return new lbr_gru_forward.primitive_desc(
        new lbr_gru_forward.desc(
            dnnl.dnnl_forward_training,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER)),
        OneDnn.attributes(),
        OneDnn.engine());
  }

  private lstm_backward.primitive_desc lstmBackward() {
    return new lstm_backward.primitive_desc(
        new lstm_backward.desc(
            dnnl.dnnl_backward,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            used(dnnl.DNNL_ARG_SRC_ITER_C),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER),
            used(dnnl.DNNL_ARG_DST_ITER_C),
            plain(dnnl.DNNL_ARG_SRC_LAYER),
            plain(dnnl.DNNL_ARG_SRC_ITER),
            plain(dnnl.DNNL_ARG_SRC_ITER_C),
            plain(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            plain(dnnl.DNNL_ARG_WEIGHTS_ITER),
            plain(dnnl.DNNL_ARG_BIAS),
            plain(dnnl.DNNL_ARG_DST_LAYER),
            plain(dnnl.DNNL_ARG_DST_ITER),
            plain(dnnl.DNNL_ARG_DST_ITER_C)),
        OneDnn.attributes(),
        OneDnn.engine(),
        lstm());
  }

  private gru_backward.primitive_desc gruBackward() {
    return new gru_backward.primitive_desc(
        new gru_backward.desc(
            dnnl.dnnl_backward,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER),
            plain(dnnl.DNNL_ARG_SRC_LAYER),
            plain(dnnl.DNNL_ARG_SRC_ITER),
            plain(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            plain(dnnl.DNNL_ARG_WEIGHTS_ITER),
            plain(dnnl.DNNL_ARG_BIAS),
            plain(dnnl.DNNL_ARG_DST_LAYER),
            plain(dnnl.DNNL_ARG_DST_ITER)),
        OneDnn.attributes(),
        OneDnn.engine(),
        gru());
  }

  private lbr_gru_backward.primitive_desc resettingAfterBackward() {
    return new lbr_gru_backward.primitive_desc(
        new lbr_gru_backward.desc(
            dnnl.dnnl_backward,
            direction(),
            used(dnnl.DNNL_ARG_SRC_LAYER),
            used(dnnl.DNNL_ARG_SRC_ITER),
            free(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            free(dnnl.DNNL_ARG_WEIGHTS_ITER),
            used(dnnl.DNNL_ARG_BIAS),
            used(dnnl.DNNL_ARG_DST_LAYER),
            used(dnnl.DNNL_ARG_DST_ITER),
            plain(dnnl.DNNL_ARG_SRC_LAYER),
            plain(dnnl.DNNL_ARG_SRC_ITER),
            plain(dnnl.DNNL_ARG_WEIGHTS_LAYER),
            plain(dnnl.DNNL_ARG_WEIGHTS_ITER),
            plain(dnnl.DNNL_ARG_BIAS),
            plain(dnnl.DNNL_ARG_DST_LAYER),
            plain(dnnl.DNNL_ARG_DST_ITER)),
        OneDnn.attributes(),
        OneDnn.engine(),
        resettingAfter());
  }
}
