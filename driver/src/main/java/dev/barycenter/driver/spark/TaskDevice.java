package dev.barycenter.driver.spark;

import dev.barycenter.worker.device.Assignment;
import dev.barycenter.worker.device.DeviceBinding;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The device that Spark assigned to the running task. */
public final class TaskDevice {
  /** What Spark calls GPUs, in its settings and in the answer of a discovery script. */
  static final String GPU = "gpu";

  private TaskDevice() {}

  /** Returns what Spark calls the GPUs that it assigned to the running task. */
  public static List<String> addresses() {
    Map<String, ResourceInformation> resources = TaskContext.get().resourcesJMap();
    ResourceInformation gpus = resources.get(GPU);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /**
   * Binds the thread of the running task to its device; returns its number.
   *
   * @throws dev.barycenter.worker.device.DeviceException if it cannot compute there
   */
  public static int bind(DeviceBinding binding) {
    TaskContext task = TaskContext.get();
    return binding.bind(
        new Assignment(
            addresses(),
            !ExecutorSpace.isLocal(),
            task.partitionId(),
            "task %d on %s"
                .formatted(
                    task.partitionId(), SparkEnv.get().blockManager().blockManagerId().hostPort()),
            System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "")));
  }
}
