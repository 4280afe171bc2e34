package dev.barycenter.driver.spark;

import dev.barycenter.worker.device.DeviceChoice;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Option;

/**
 * What tasks that train, evaluate or predict ask of their executor.
 *
 * <p>Where executors have GPUs and {@code spark.task.resource.gpu.amount} is not set, each of them
 * asks for one GPU, and the tasks that read and prepare data ask for none, so that these use all
 * cores (Spark's stage-level scheduling). Where it is set, all tasks of the application ask for
 * that much.
 *
 * @param profile what they ask for
 * @param hint what to say where no executor can give it; empty, or a sentence
 */
public record TrainingTasks(ResourceProfile profile, String hint) {
  private static final String OF_EXECUTORS = "spark.executor.resource.gpu.amount";
  private static final String OF_TASKS = "spark.task.resource.gpu.amount";

  /** Returns what tasks of a training on such a device ask for. */
  public static TrainingTasks of(SparkContext spark, DeviceChoice device) {
    SparkConf conf = spark.conf();
    ResourceProfile usual = spark.resourceProfileManager().defaultResourceProfile();
    if (device == DeviceChoice.CPU || !conf.contains(OF_EXECUTORS) || spark.isLocal()) {
      return new TrainingTasks(usual, "");
    }
    String hint =
        " Each executor asks for %s GPUs (%s): does a worker have as many free, found by its discovery script?"
            .formatted(conf.get(OF_EXECUTORS), OF_EXECUTORS);
    if (conf.contains(OF_TASKS)) {
      return new TrainingTasks(usual, hint);
    }
    TaskResourceRequests task =
        new TaskResourceRequests()
            .cpus(conf.getInt("spark.task.cpus", 1))
            .resource(TaskDevice.GPU, 1);
    ResourceProfile profile = new ResourceProfileBuilder().require(task).build();
    ResourceProfileManager known = spark.resourceProfileManager();
    // One for all phases: executors of dynamic allocation belong to a profile.
    Option<ResourceProfile> same = known.getEquivalentProfile(profile);
    if (same.isEmpty()) {
      known.addResourceProfile(profile);
    }
    return new TrainingTasks(same.getOrElse(() -> profile), hint);
  }

  /** Returns what to say where no executor could run such a task for so long. */
  String noExecutor(Duration wait) {
    return "There was no executor for %s; see the cluster manager for why none starts.%s"
        .formatted(wait, hint);
  }

  /** Returns a stage whose tasks ask for it. */
  public <T> JavaRDD<T> of(JavaRDD<T> stage) {
    return areUsual() ? stage : stage.withResources(profile);
  }

  /** Returns whether they ask for what every task of the application asks for. */
  public boolean areUsual() {
    return profile.id() == ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID();
  }
}
