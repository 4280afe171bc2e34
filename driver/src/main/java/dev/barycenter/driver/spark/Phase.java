package dev.barycenter.driver.spark;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.device.DeviceBinding;
import java.nio.FloatBuffer;

/**
 * The network that a stretch of training works on.
 *
 * @param factory makes it in an executor
 * @param layout of its parameters
 * @param averaging how its replicas become one model
 * @param weights all of its parameters; of these, the frozen ones are read
 * @param device what its tasks compute on
 */
public record Phase(
    ReplicaFactory factory,
    ParameterLayout layout,
    AveragingPlan averaging,
    FloatBuffer weights,
    DeviceBinding device) {

  /** Creates a phase that computes on whatever ND4J was built for. */
  public Phase(
      ReplicaFactory factory,
      ParameterLayout layout,
      AveragingPlan averaging,
      FloatBuffer weights) {
    this(factory, layout, averaging, weights, DeviceBinding.AUTO);
  }
}
