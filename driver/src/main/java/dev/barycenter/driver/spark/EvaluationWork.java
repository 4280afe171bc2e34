package dev.barycenter.driver.spark;

import dev.barycenter.driver.spark.TaskAnswer.Cause;
import dev.barycenter.worker.Replica;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.Packing;
import dev.barycenter.worker.data.Minibatch;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task of an evaluation does in its executor.
 *
 * @param phase the number of the phase in its application
 * @param network makes the network of the phase
 * @param model what is evaluated
 * @param batchSize the examples that are evaluated at a time
 * @param device what the task computes on
 */
record EvaluationWork(
    long phase,
    Broadcast<PhaseNetwork> network,
    Broadcast<ModelState> model,
    int batchSize,
    DeviceBinding device)
    implements Serializable {

  /** Returns the tally of each shard. */
  TaskAnswer<List<Tally>> evaluate(List<Shard> block) {
    try {
      return ReplicaPool.with(
          phase,
          TaskDevice.bind(device),
          seat -> false,
          () -> network.value().create(),
          seat -> {
            Replica replica = seat.network();
            new Packing(replica.layout()).unpack(model.value().weights(), replica.weights());
            return new TaskAnswer.Done<>(
                block.stream().map(shard -> evaluate(replica, shard)).toList());
          });
    } catch (DeviceException e) {
      return TaskAnswer.failed(Cause.DEVICE, e);
    } catch (RuntimeException e) {
      return TaskAnswer.failed(Cause.ERROR, e);
    }
  }

  private Tally evaluate(Replica network, Shard shard) {
    Minibatch batch = new Minibatch(shard.layout(), batchSize);
    Tally tally = Tally.NONE;
    for (int from = 0; from < shard.examples(); from += batchSize) {
      batch.read(shard, from, Math.min(shard.examples(), from + batchSize));
      tally = tally.plus(network.evaluate(batch));
    }
    return tally;
  }
}
