package dev.barycenter.worker.segment;

import dev.barycenter.worker.Replica;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.Contribution;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.Range;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.StateSlice;
import dev.barycenter.worker.averaging.WorkingState;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.exchange.Arena;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The rounds of one segment on one task.
 *
 * <p>A pure function of the model at its start, what the replicas kept, the shards and the plan:
 * run again, on any task count, it returns the same bits. The task hosts a block of the replicas,
 * which take turns in one network.
 */
public final class SegmentTask {

  private final SegmentPlan plan;
  private final Replica network;
  private final IntFunction<Shard> shards;
  private final String host;
  private final AveragingPlan averaging;
  private final Arena arena;

  /**
   * Creates a task.
   *
   * @param plan what every task does
   * @param network the model; frozen weights in place, all others are overwritten
   * @param shards the shard of each hosted replica; the caller closes them
   * @param host the name of this machine, for messages
   */
  public SegmentTask(SegmentPlan plan, Replica network, IntFunction<Shard> shards, String host) {
    this(plan, network, shards, host, new Arena());
  }

  /**
   * Creates a task that uses the buffers of an earlier one.
   *
   * @param arena kept beside {@code network} from segment to segment; used by one task at a time
   */
  public SegmentTask(
      SegmentPlan plan, Replica network, IntFunction<Shard> shards, String host, Arena arena) {
    this.plan = plan;
    this.network = network;
    this.shards = shards;
    this.host = host;
    this.arena = arena;
    this.averaging =
        new AveragingPlan(
            network.layout(),
            network.optimizerState().capacity(),
            plan.averaging(),
            plan.replicas());
  }

  /**
   * Runs all rounds, averaging with the other tasks.
   *
   * @param kept what each hosted replica kept from the segment before
   * @throws ExchangeFailedException when a peer fails; the segment is to be run again
   * @throws NonFiniteException when a replica diverges and the policy says stop, or all diverge
   */
  public SegmentResult run(ModelState start, IntFunction<ReplicaState> kept, Exchange exchange)
      throws ExchangeFailedException {
    return run(new WorkingState(start), kept, exchange);
  }

  /**
   * Runs all rounds, averaging with the other tasks, on a state that is the caller's.
   *
   * @param state where the segment starts, and afterwards where the next one does: the same task of
   *     as many tasks may go on with it, although of velocity and residual it has its own part only
   * @param kept what each hosted replica kept from the segment before
   * @throws ExchangeFailedException when a peer fails; the segment is to be run again
   * @throws NonFiniteException when a replica diverges and the policy says stop, or all diverge
   */
  public SegmentResult run(WorkingState state, IntFunction<ReplicaState> kept, Exchange exchange)
      throws ExchangeFailedException {
    try {
      return runRounds(state, kept, exchange);
    } catch (RuntimeException | Error e) {
      exchange.abort(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private SegmentResult runRounds(
      WorkingState state, IntFunction<ReplicaState> kept, Exchange exchange)
      throws ExchangeFailedException {
    arena.reset();
    int task = exchange.task();
    int tasks = exchange.tasks();
    Range block = TaskReplicas.block(plan.replicas(), task, tasks);
    RoundExchange rounds =
        new RoundExchange(
            averaging, new Contribution(averaging, block, tasks, arena), exchange, arena);
    List<RoundReport> reports = new ArrayList<>();
    try (HostedReplicas replicas = host(block, kept, task)) {
      for (RoundPlan round : plan.rounds()) {
        Stopwatch watch = new Stopwatch();
        List<ReplicaReport> done = replicas.round(round, state, rounds.contribution(), watch);
        rounds.average(round, state, watch);
        reports.add(new RoundReport(round, done, List.of(watch.seconds()), rounds.bytesSent()));
      }
      return new SegmentResult(
          StateSlice.of(averaging, state, task, tasks), reports, replicas.kept());
    }
  }

  /**
   * Runs one round and returns what the hosted replicas contribute to it; the driver averages with
   * {@link SegmentOutcome#combine}.
   */
  public RoundUpdate update(ModelState start, IntFunction<ReplicaState> kept, int task, int tasks) {
    return update(new WorkingState(start), kept, task, tasks);
  }

  /** Runs one round on a state that does not change. */
  public RoundUpdate update(
      WorkingState start, IntFunction<ReplicaState> kept, int task, int tasks) {
    if (plan.rounds().size() != 1) {
      throw new IllegalArgumentException(
          "A segment of %d rounds cannot be averaged on the driver; plan one round or give the tasks an exchange."
              .formatted(plan.rounds().size()));
    }
    Range block = TaskReplicas.block(plan.replicas(), task, tasks);
    arena.reset();
    Contribution contribution = new Contribution(averaging, block, 1, arena);
    RoundPlan round = plan.rounds().get(0);
    Stopwatch watch = new Stopwatch();
    try (HostedReplicas replicas = host(block, kept, task)) {
      List<ReplicaReport> done = replicas.round(round, start, contribution, watch);
      ByteBuffer message = contribution.messages()[0];
      RoundReport report =
          new RoundReport(round, done, List.of(watch.seconds()), message.remaining());
      return new RoundUpdate(task, tasks, message, report, replicas.kept());
    }
  }

  private HostedReplicas host(Range block, IntFunction<ReplicaState> kept, int task) {
    List<LocalTraining.Hosted> hosted =
        IntStream.range(block.from(), block.to())
            .mapToObj(replica -> new LocalTraining.Hosted(replica, shards.apply(replica)))
            .toList();
    return new HostedReplicas(plan, averaging, network, task, host, hosted, kept);
  }
}
