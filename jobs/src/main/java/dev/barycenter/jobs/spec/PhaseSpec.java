package dev.barycenter.jobs.spec;

import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.network.NetworkPlan;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of training with one set of trainable layers and one optimizer, which starts anew: its
 * state is empty, its learning rate at the beginning of its schedule. The model is compiled again
 * for it, so that what is frozen is neither trained nor sent, and normalizes in inference mode.
 *
 * @param name for people, and of the folder of its checkpoints
 * @param model with exactly the layers trainable that this phase trains
 * @param optimizer what takes the local steps
 * @param epochs the passes over the data
 * @param earlyStopping when to end before the last epoch; null for never
 */
public record PhaseSpec(
    String name,
    Model model,
    Optimizer optimizer,
    int epochs,
    @Nullable EarlyStopping earlyStopping) {

  /** The name of the only phase of a training without {@code phases}. */
  static final String ONLY = "training";

  /** Returns what an executor needs to build the network of this phase. */
  public NetworkPlan plan(TrainingSpec training, ComputeType compute) {
    return new NetworkPlan(model, training.outputs(), optimizer, compute);
  }

  /** Returns the number of weights that this phase moves. */
  public long trained() {
    Set<String> trainable = Set.copyOf(model.trainableWeights());
    return model.weights().entrySet().stream()
        .filter(weight -> trainable.contains(weight.getKey()))
        .mapToLong(weight -> weight.getValue().shape().size())
        .sum();
  }
}
