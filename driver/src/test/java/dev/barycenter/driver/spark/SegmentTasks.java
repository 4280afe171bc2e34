package dev.barycenter.driver.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * The tasks of segments that are at work, and not those that validate. (Spark's status tracker
 * learns of a task that starts with its stage only when it ends.)
 */
final class SegmentTasks extends SparkListener {

  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final Set<Long> running = ConcurrentHashMap.newKeySet();

  /** Returns whether there are any. */
  boolean run() {
    return !running.isEmpty();
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    if ("barycenter".equals(job.properties().getProperty("spark.jobGroup.id"))) {
      for (int i = 0; i < job.stageIds().size(); i++) {
        stages.add((Integer) job.stageIds().apply(i));
      }
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    if (stages.contains(task.stageId())) {
      running.add(task.taskInfo().taskId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    running.remove(task.taskInfo().taskId());
  }
}
