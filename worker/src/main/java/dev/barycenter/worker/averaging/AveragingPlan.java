package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.averaging.Section.Kind;
import dev.barycenter.worker.averaging.Section.Source;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is averaged in a run and how: the same for every task and for the driver. */
public final class AveragingPlan {

  private final Averaging averaging;
  private final int replicas;
  private final int optimizerLength;
  private final Packing packing;
  private final List<Section> sections;

  /**
   * Creates a plan.
   *
   * @param layout the model's parameters
   * @param optimizerLength the values of one replica's optimizer state
   * @param averaging how replicas become one model
   * @param replicas the number of replicas; positive
   */
  public AveragingPlan(
      ParameterLayout layout, int optimizerLength, Averaging averaging, int replicas) {
    if (replicas <= 0) {
      throw new IllegalArgumentException(
          "An averaging of %d replicas; expected at least 1.".formatted(replicas));
    }
    this.averaging = averaging;
    this.replicas = replicas;
    this.optimizerLength = optimizerLength;
    this.packing = new Packing(layout);
    this.sections = alone() ? ownValues() : contributions();
  }

  /** Returns how the parameters are packed. */
  public Packing packing() {
    return packing;
  }

  /** Returns how replicas become one model. */
  public Averaging averaging() {
    return averaging;
  }

  /** Returns the number of replicas. */
  public int replicas() {
    return replicas;
  }

  /** Returns the number of values of one replica's optimizer state. */
  public int optimizerLength() {
    return optimizerLength;
  }

  /** Returns the state before the first round, of a model with the given parameters. */
  public ModelState initial(FloatBuffer weights) {
    return new ModelState(
        packing.pack(weights),
        zeros(averagesOptimizer() ? optimizerLength : 0),
        0,
        zeros(averaging.outer().hasVelocity() ? packing.trainable() : 0),
        zeros(hasResidual() ? packing.trainable() : 0));
  }

  /**
   * Returns what a replica begins a segment with: {@code kept}, or zeros where it is {@link
   * ReplicaState#NONE}.
   */
  public ReplicaState begun(int replica, ReplicaState kept) {
    int optimizer = keepsOptimizer() ? optimizerLength : 0;
    int residual = hasResidual() ? packing.trainable() : 0;
    if (kept.equals(ReplicaState.NONE)) {
      return new ReplicaState(zeros(optimizer), 0, zeros(residual));
    }
    if (kept.optimizer().length() != optimizer || kept.residual().length() != residual) {
      throw new IllegalArgumentException(
          "Replica %d kept %d values of optimizer state and %d of residual, but this plan has %d and %d; it was made with another model or another averaging."
              .formatted(
                  replica,
                  kept.optimizer().length(),
                  kept.residual().length(),
                  optimizer,
                  residual));
    }
    return kept;
  }

  /** Returns whether replicas have anything to keep from round to round. */
  public boolean keepsReplicaState() {
    return keepsOptimizer() || hasResidual();
  }

  /** Returns whether each replica keeps its own optimizer state. */
  public boolean keepsOptimizer() {
    return averaging.optimizerState() == OptimizerStatePolicy.KEEP;
  }

  /**
   * Returns whether there is one replica and nothing to do but take its values as they are: then no
   * value is rounded, and training is plain training, bit by bit.
   */
  boolean alone() {
    return replicas == 1 && averaging.outer().plainMean();
  }

  boolean averagesOptimizer() {
    return averaging.optimizerState() == OptimizerStatePolicy.AVERAGE;
  }

  boolean hasResidual() {
    return !alone() && averaging.wire().hasFeedback();
  }

  List<Section> sections() {
    return sections;
  }

  private List<Section> ownValues() {
    int all = packing.size();
    List<Section> values = new ArrayList<>();
    values.add(new Section(Kind.VALUE, Source.WEIGHTS, 0, all, all, WireFormat.FLOAT32));
    addOptimizer(values, WireFormat.FLOAT32);
    return values;
  }

  private List<Section> contributions() {
    int trainable = packing.trainable();
    int means = packing.means();
    int variances = packing.variances();
    WireFormat exact = WireFormat.FLOAT32;
    List<Section> parts = new ArrayList<>();
    parts.add(new Section(Kind.DELTA, Source.WEIGHTS, 0, trainable, trainable, averaging.wire()));
    parts.add(new Section(Kind.MEAN, Source.WEIGHTS, trainable, means, means, exact));
    parts.add(
        new Section(Kind.VARIANCE, Source.WEIGHTS, trainable + means, variances, means, exact));
    addOptimizer(parts, averaging.wire() == exact ? exact : WireFormat.BFLOAT16);
    return parts;
  }

  private void addOptimizer(List<Section> sections, WireFormat wire) {
    if (averagesOptimizer()) {
      sections.add(
          new Section(Kind.VALUE, Source.OPTIMIZER, 0, optimizerLength, optimizerLength, wire));
    }
  }

  private static FloatVector zeros(int length) {
    return FloatVector.of(new float[length]);
  }
}
