package dev.barycenter.driver.spark;

import dev.barycenter.driver.spark.TaskAnswer.Cause;
import dev.barycenter.worker.averaging.Range;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceException;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.segment.NonFiniteException;
import dev.barycenter.worker.segment.RoundUpdate;
import dev.barycenter.worker.segment.SegmentPlan;
import dev.barycenter.worker.segment.SegmentResult;
import dev.barycenter.worker.segment.SegmentTask;
import dev.barycenter.worker.segment.TaskReplicas;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task of a segment does in its executor.
 *
 * @param plan the segment
 * @param phase the number of the phase in its application
 * @param network makes the network of the phase
 * @param start what the segment starts from
 * @param device what the task computes on
 */
record TaskWork(
    SegmentPlan plan,
    long phase,
    Broadcast<PhaseNetwork> network,
    Broadcast<SegmentStart> start,
    DeviceBinding device)
    implements Serializable {

  private interface Body<T> {
    T run(SegmentTask task) throws ExchangeFailedException;
  }

  /** Runs all rounds with the peers behind {@code exchange}. */
  TaskAnswer<SegmentResult> segment(List<Shard> block, Exchange exchange) {
    TaskAnswer<SegmentResult> answer =
        answer(
            block,
            exchange.task(),
            exchange.tasks(),
            task -> task.run(start.value().model(), start.value()::kept, exchange));
    if (answer instanceof TaskAnswer.Failed<SegmentResult> failed) {
      exchange.abort(failed.message());
    }
    return answer;
  }

  /** Runs the one round of a segment that is averaged on the driver. */
  TaskAnswer<RoundUpdate> update(List<Shard> block, int task, int tasks) {
    return answer(
        block,
        task,
        tasks,
        work -> work.update(start.value().model(), start.value()::kept, task, tasks));
  }

  private <T> TaskAnswer<T> answer(List<Shard> block, int task, int tasks, Body<T> body) {
    try {
      Range replicas = TaskReplicas.block(plan.replicas(), task, tasks);
      if (block.size() != replicas.length()) {
        throw new IllegalStateException(
            "Task %d of %d has %d shards for replicas %d to %d."
                .formatted(task, tasks, block.size(), replicas.from(), replicas.to() - 1));
      }
      return new TaskAnswer.Done<>(
          withNetwork(replica -> block.get(replica - replicas.from()), body));
    } catch (DeviceException e) {
      return TaskAnswer.failed(Cause.DEVICE, e);
    } catch (NonFiniteException e) {
      return TaskAnswer.failed(Cause.DIVERGED, e);
    } catch (ExchangeFailedException e) {
      return TaskAnswer.failed(Cause.PEER, e);
    } catch (RuntimeException e) {
      return TaskAnswer.failed(Cause.ERROR, e);
    }
  }

  private <T> T withNetwork(IntFunction<Shard> shards, Body<T> body)
      throws ExchangeFailedException {
    String host = SparkEnv.get().blockManager().blockManagerId().hostPort();
    return ReplicaPool.with(
        phase,
        TaskDevice.bind(device),
        () -> network.value().create(),
        (replica, arena) -> body.run(new SegmentTask(plan, replica, shards, host, arena)));
  }
}
