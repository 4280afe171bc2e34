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
 * @param run the number of this run of it in the application
 * @param phase the number of the phase in the application
 * @param network makes the network of the phase
 * @param start where the segment starts
 * @param device what the task computes on
 */
record TaskWork(
    SegmentPlan plan,
    long run,
    long phase,
    Broadcast<PhaseNetwork> network,
    TaskStart start,
    DeviceBinding device)
    implements Serializable {

  private interface Body<T> {
    T run(SegmentTask task, Seat seat) throws ExchangeFailedException;
  }

  /** Runs all rounds with the peers behind {@code exchange}. */
  TaskAnswer<SegmentResult> segment(List<Shard> block, Exchange exchange) {
    int number = exchange.task();
    TaskAnswer<SegmentResult> answer =
        answer(
            block,
            number,
            exchange.tasks(),
            (task, seat) -> {
              TaskState from = start(number, seat);
              SegmentResult result = task.run(from.model(), from::kept, exchange);
              seat.leave(run, number, new TaskState(from.model(), result.kept()));
              return result;
            });
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
        (work, seat) -> {
          TaskState from = start(task, seat);
          return work.update(from.model(), from::kept, task, tasks);
        });
  }

  private TaskState start(int task, Seat seat) {
    boolean has = has(task, seat);
    TaskState left = seat.take();
    if (start instanceof TaskStart.Sent sent) {
      return sent.start().value().state();
    }
    if (left == null || !has) {
      throw new ForgottenException(task);
    }
    return left;
  }

  private boolean has(int task, Seat seat) {
    return start instanceof TaskStart.Left left && seat.has(left.run(), task);
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
          seated(task, replica -> block.get(replica - replicas.from()), body));
    } catch (DeviceException e) {
      return TaskAnswer.failed(Cause.DEVICE, e);
    } catch (NonFiniteException e) {
      return TaskAnswer.failed(Cause.DIVERGED, e);
    } catch (ForgottenException e) {
      return TaskAnswer.failed(Cause.FORGOTTEN, e);
    } catch (ExchangeFailedException e) {
      return TaskAnswer.failed(e);
    } catch (RuntimeException e) {
      return TaskAnswer.failed(Cause.ERROR, e);
    }
  }

  private <T> T seated(int task, IntFunction<Shard> shards, Body<T> body)
      throws ExchangeFailedException {
    String host = SparkEnv.get().blockManager().blockManagerId().hostPort();
    return ReplicaPool.with(
        phase,
        TaskDevice.bind(device),
        seat -> has(task, seat),
        () -> network.value().create(),
        seat -> body.run(new SegmentTask(plan, seat.network(), shards, host, seat.arena()), seat));
  }

  /** The task is in an executor that did not end the segment before, or had to start anew. */
  private static final class ForgottenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ForgottenException(int task) {
      super("Task %d does not have what the segment before ended with.".formatted(task));
    }
  }
}
