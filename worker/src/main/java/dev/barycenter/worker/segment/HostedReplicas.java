package dev.barycenter.worker.segment;

import dev.barycenter.worker.Replica;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.Contribution;
import dev.barycenter.worker.averaging.Drift;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WorkingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The replicas of one task, taking turns in one network. */
final class HostedReplicas implements AutoCloseable {

  private final SegmentPlan plan;
  private final AveragingPlan averaging;
  private final Replica network;
  private final LocalTraining training;
  private final List<Kept> replicas = new ArrayList<>();
  private final float[] noOptimizer;
  private @Nullable Kept resident;

  /** One replica, and what it keeps from round to round. */
  private static final class Kept {
    final LocalTraining.Hosted hosted;
    final float[] optimizer;
    final float[] residual;
    long optimizerSteps;

    Kept(LocalTraining.Hosted hosted, ReplicaState state) {
      this.hosted = hosted;
      this.optimizer = state.optimizer().array().clone();
      this.residual = state.residual().array().clone();
      this.optimizerSteps = state.optimizerSteps();
    }

    int replica() {
      return hosted.replica();
    }

    void forget() {
      Arrays.fill(optimizer, 0);
      optimizerSteps = 0;
    }
  }

  /**
   * Hosts replicas.
   *
   * @param kept what each replica kept from the segment before
   */
  HostedReplicas(
      SegmentPlan plan,
      AveragingPlan averaging,
      Replica network,
      int task,
      String host,
      List<LocalTraining.Hosted> hosted,
      IntFunction<ReplicaState> kept) {
    this.plan = plan;
    this.averaging = averaging;
    this.network = network;
    this.noOptimizer = new float[averaging.optimizerLength()];
    for (LocalTraining.Hosted replica : hosted) {
      ReplicaState state = averaging.begun(replica.replica(), kept.apply(replica.replica()));
      replicas.add(new Kept(replica, state));
    }
    this.training = new LocalTraining(plan, network, task, host, hosted);
  }

  /** Takes the local steps of every replica and adds what they did to {@code contribution}. */
  List<ReplicaReport> round(
      RoundPlan round, WorkingState state, Contribution contribution, Stopwatch watch) {
    List<ReplicaReport> reports = new ArrayList<>();
    for (Kept replica : replicas) {
      load(replica, state);
      watch.load();
      LocalTraining.Steps steps = training.train(round, replica.hosted);
      watch.compute();
      reports.add(contribute(round, replica, steps, state, contribution));
      watch.reduce();
    }
    return reports;
  }

  private void load(Kept replica, WorkingState state) {
    averaging.packing().unpack(state.weights(), network.weights());
    switch (plan.averaging().optimizerState()) {
      case AVERAGE -> loadOptimizer(state.optimizer(), state.optimizerSteps());
      case RESET -> loadOptimizer(noOptimizer, 0);
      case KEEP -> {
        if (resident != replica) {
          storeResident();
          loadOptimizer(replica.optimizer, replica.optimizerSteps);
          resident = replica;
        }
      }
    }
  }

  private void loadOptimizer(float[] state, long steps) {
    network.optimizerState().put(0, state);
    network.optimizerSteps(steps);
  }

  /** Takes the kept optimizer state out of the network, where its replica left it. */
  private void storeResident() {
    if (resident != null) {
      network.optimizerState().get(0, resident.optimizer);
      resident.optimizerSteps = network.optimizerSteps();
    }
  }

  private ReplicaReport contribute(
      RoundPlan round,
      Kept replica,
      LocalTraining.Steps steps,
      WorkingState state,
      Contribution contribution) {
    Drift drift = Drift.NONE;
    NonFiniteException failure = steps.failure();
    if (failure == null) {
      drift =
          contribution.add(
              replica.replica(),
              steps.tally().examples(),
              network.optimizerSteps(),
              network.weights(),
              network.optimizerState(),
              state,
              replica.residual);
      String slice = drift.notFinite();
      failure = slice == null ? null : training.weightsFailure(round, replica.replica(), slice);
    } else {
      contribution.leaveOut(replica.replica(), replica.residual);
    }
    if (failure != null && plan.nonFinite() == NonFinitePolicy.STOP) {
      throw failure;
    }
    if (failure != null && resident == replica) {
      replica.forget();
      resident = null;
    }
    return new ReplicaReport(
        replica.replica(), steps.count(), steps.tally(), drift, failure != null);
  }

  /** Returns what the replicas keep for the next segment; empty where they keep nothing. */
  SortedMap<Integer, ReplicaState> kept() {
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    storeResident();
    if (averaging.keepsReplicaState()) {
      for (Kept replica : replicas) {
        kept.put(
            replica.replica(),
            new ReplicaState(
                FloatVector.of(replica.optimizer),
                replica.optimizerSteps,
                FloatVector.of(replica.residual)));
      }
    }
    return kept;
  }

  @Override
  public void close() {
    training.close();
  }
}
