package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.optimizer.Optimizer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Warns of phases in which trained weights would lose what they know: all layers trained at a rate
 * that suits random weights.
 */
public final class Forgetting {
  /** Rates are compared at these steps, since schedules may begin with a warm-up. */
  private static final List<Long> STEPS = List.of(0L, 10L, 100L, 1_000L, 10_000L);

  /** Fine-tuning takes a rate that is at least so many times lower than the usual one. */
  private static final double LOWER = 10;

  private Forgetting() {}

  /** Returns the warning about a phase of a model with trained weights; nothing if it is sound. */
  public static Optional<String> warning(PhaseSpec phase) {
    double usual = highest(usual(phase.optimizer()));
    double rate = highest(phase.optimizer());
    int layers = LayerSet.weighted(phase.model()).size();
    boolean all =
        phase
            .model()
            .trainableWeights()
            .equals(phase.model().withTrainable(layer -> true).trainableWeights());
    return all && rate * LOWER > usual * (1 + 1e-9)
        ? Optional.of(
            "Phase '%s' trains all %d layers at a learning rate of %s: at such a rate trained weights lose what they have learned before (catastrophic forgetting). Set its learning_rate to %s or less, or leave lower layers frozen."
                .formatted(phase.name(), layers, number(rate), number(usual / LOWER)))
        : Optional.empty();
  }

  private static String number(double rate) {
    return BigDecimal.valueOf(rate).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** Returns the highest rate of an optimizer. */
  static double highest(Optimizer optimizer) {
    return STEPS.stream().mapToDouble(optimizer.learningRate()::rate).max().orElseThrow();
  }

  /** Returns the optimizer with Keras's arguments. */
  private static Optimizer usual(Optimizer optimizer) {
    TextNode name = TextNode.valueOf(Family.name(optimizer.getClass()));
    return Objects.requireNonNull(Optimizer.FAMILY.read(name, "", new Problems()));
  }
}
