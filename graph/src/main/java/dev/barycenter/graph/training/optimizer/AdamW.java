package dev.barycenter.graph.training.optimizer;

import dev.barycenter.graph.config.Alias;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Flat;
import dev.barycenter.graph.config.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Adam} with decoupled weight decay switched on (Loshchilov and Hutter, arXiv 1711.05101).
 */
@Alias("adamw")
public record AdamW(
    @Default("0.001") LearningRateSchedule learningRate,
    @Key("beta_1") @Default("0.9") double beta1,
    @Key("beta_2") @Default("0.999") double beta2,
    @Default("1e-7") double epsilon,
    @Default("false") boolean amsgrad,
    @Default("0.004") @Nullable Double weightDecay,
    @Flat StepOptions options)
    implements Optimizer {
  /** Checks the arguments. */
  public AdamW {
    OptimizerCheck.decay("beta_1", beta1);
    OptimizerCheck.decay("beta_2", beta2);
    OptimizerCheck.notNegative("epsilon", epsilon);
    if (weightDecay == null) {
      throw new IllegalArgumentException(
          "'weight_decay' of AdamW is null. Give a number, or use Adam.");
    }
  }

  @Override
  public List<Slot> slots() {
    return Adam.slots(amsgrad);
  }

  @Override
  public Kernel kernel(Step step) {
    return Adam.kernel(step, beta1, beta2, epsilon, amsgrad);
  }
}
