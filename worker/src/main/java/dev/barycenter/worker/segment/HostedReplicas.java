package dev.barycenter.worker.segment;

import dev.barycenter.worker.Replica;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.Contribution;
import dev.barycenter.worker.averaging.Drift;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.Range;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WorkingState;
import dev.barycenter.worker.data.Shard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The replicas of one task, taking turns in one network. */
final class HostedReplicas {

  private final SegmentPlan plan;
  private final AveragingPlan averaging;
  private final Replica network;
  private final LocalTraining training;
  private final List<Hosted> hosted = new ArrayList<>();
  private final float[] noOptimizer;

  /** One replica, and what it keeps from round to round. */
  private static final class Hosted {
    final int replica;
    final Shard shard;
    final float[] optimizer;
    final float[] residual;
    long optimizerSteps;

    Hosted(int replica, Shard shard, ReplicaState kept) {
      this.replica = replica;
      this.shard = shard;
      this.optimizer = kept.optimizer().array().clone();
      this.residual = kept.residual().array().clone();
      this.optimizerSteps = kept.optimizerSteps();
    }

    void forget() {
      Arrays.fill(optimizer, 0);
      optimizerSteps = 0;
    }
  }

  HostedReplicas(
      SegmentPlan plan,
      AveragingPlan averaging,
      Replica network,
      LocalTraining training,
      Range block,
      IntFunction<Shard> shards,
      IntFunction<ReplicaState> kept) {
    this.plan = plan;
    this.averaging = averaging;
    this.network = network;
    this.training = training;
    this.noOptimizer = new float[averaging.optimizerLength()];
    for (int replica = block.from(); replica < block.to(); replica++) {
      ReplicaState state = averaging.begun(replica, kept.apply(replica));
      hosted.add(new Hosted(replica, shards.apply(replica), state));
    }
  }

  /** Takes the local steps of every replica and adds what they did to {@code contribution}. */
  List<ReplicaReport> round(
      RoundPlan round, WorkingState state, Contribution contribution, Stopwatch watch) {
    List<ReplicaReport> reports = new ArrayList<>();
    for (Hosted replica : hosted) {
      load(replica, state);
      watch.load();
      LocalTraining.Steps steps = training.train(round, replica.replica, replica.shard);
      watch.compute();
      reports.add(contribute(round, replica, steps, state, contribution));
      watch.reduce();
    }
    return reports;
  }

  private void load(Hosted replica, WorkingState state) {
    averaging.packing().unpack(state.weights(), network.weights());
    OptimizerStatePolicy policy = plan.averaging().optimizerState();
    float[] optimizer =
        switch (policy) {
          case AVERAGE -> state.optimizer();
          case RESET -> noOptimizer;
          case KEEP -> replica.optimizer;
        };
    network.optimizerState().put(0, optimizer);
    network.optimizerSteps(
        switch (policy) {
          case AVERAGE -> state.optimizerSteps();
          case RESET -> 0;
          case KEEP -> replica.optimizerSteps;
        });
  }

  private ReplicaReport contribute(
      RoundPlan round,
      Hosted replica,
      LocalTraining.Steps steps,
      WorkingState state,
      Contribution contribution) {
    Drift drift = Drift.NONE;
    NonFiniteException failure = steps.failure();
    if (failure == null) {
      drift =
          contribution.add(
              replica.replica,
              steps.tally().examples(),
              network.optimizerSteps(),
              network.weights(),
              network.optimizerState(),
              state,
              replica.residual);
      String slice = drift.notFinite();
      failure = slice == null ? null : training.weightsFailure(round, replica.replica, slice);
    } else {
      contribution.leaveOut(replica.replica, replica.residual);
    }
    if (failure != null && plan.nonFinite() == NonFinitePolicy.STOP) {
      throw failure;
    }
    keep(replica, failure != null);
    return new ReplicaReport(replica.replica, steps.count(), steps.tally(), drift, failure != null);
  }

  private void keep(Hosted replica, boolean leftOut) {
    if (!averaging.keepsOptimizer()) {
      return;
    }
    if (leftOut) {
      replica.forget();
    } else {
      network.optimizerState().get(0, replica.optimizer);
      replica.optimizerSteps = network.optimizerSteps();
    }
  }

  /** Returns what the replicas keep for the next segment; empty where they keep nothing. */
  SortedMap<Integer, ReplicaState> kept() {
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();
    if (averaging.keepsReplicaState()) {
      for (Hosted replica : hosted) {
        kept.put(
            replica.replica,
            new ReplicaState(
                FloatVector.of(replica.optimizer),
                replica.optimizerSteps,
                FloatVector.of(replica.residual)));
      }
    }
    return kept;
  }
}
