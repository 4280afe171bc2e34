package dev.barycenter.driver.spark;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.averaging.AveragingPlan;
import java.nio.FloatBuffer;

/**
 * The network that a stretch of training works on.
 *
 * @param factory makes it in an executor
 * @param layout of its parameters
 * @param averaging how its replicas become one model
 * @param weights all of its parameters; of these, the frozen ones are read
 */
public record Phase(
    ReplicaFactory factory, ParameterLayout layout, AveragingPlan averaging, FloatBuffer weights) {}
