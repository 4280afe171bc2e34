package dev.barycenter.jobs.doctor;

import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.spark.ExecutorWait;
import dev.barycenter.driver.spark.TaskDevice;
import dev.barycenter.driver.spark.TrainingTasks;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.DeviceException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the executors are: tasks that ask for what a training's tasks ask for look around.
 *
 * @param device what the tasks bind, as a training's would
 * @param limit how long the first executor may take
 */
record ExecutorProbe(JavaSparkContext spark, DeviceBinding device, Duration limit) {
  /** Long enough that the tasks of a probe spread over all slots. */
  private static final long MILLIS = 200;

  /**
   * What a task has seen.
   *
   * @param executor where it ran
   * @param gpus the addresses that Spark assigned to it
   * @param bound the device that it would compute on
   * @param problem why it cannot compute; empty if it can
   */
  private record Sight(
      String executor, List<String> gpus, int bound, String problem, String fix, NativeBuild build)
      implements Serializable {}

  /** Returns what was found; only that there is no executor if there is none. */
  List<Finding> findings() {
    try {
      ExecutorWait.atMost(limit, spark, device.choice());
    } catch (TrainingFailedException e) {
      return List.of(
          Finding.problem(
              "executors",
              String.valueOf(e.getMessage()),
              "ask for less (--conf spark.executor.memory, spark.executor.cores, spark.executor.resource.gpu.amount), or start workers that have it"));
    }
    List<Sight> sights = sights();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.fine(
            "executors",
            "%d executors run %d tasks of a training at a time"
                .formatted(
                    sights.stream().map(Sight::executor).distinct().count(),
                    spark.sc().maxNumConcurrentTasks(asking().profile()))));
    findings.add(devices(sights));
    sights.stream()
        .collect(Collectors.toMap(Sight::build, Sight::executor, (one, other) -> one))
        .forEach((build, executor) -> findings.add(build.finding("executor " + executor)));
    return findings;
  }

  private TrainingTasks asking() {
    return TrainingTasks.of(spark.sc(), device.choice());
  }

  private List<Sight> sights() {
    int tasks = Math.max(1, spark.sc().maxNumConcurrentTasks(asking().profile()));
    DeviceBinding binding = device;
    return asking()
        .of(
            spark
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(task -> look(binding)))
        .collect()
        .stream()
        .sorted(Comparator.comparing(Sight::executor))
        .toList();
  }

  private static Sight look(DeviceBinding binding) throws InterruptedException {
    Thread.sleep(MILLIS);
    String executor = SparkEnv.get().blockManager().blockManagerId().hostPort();
    List<String> gpus = TaskDevice.addresses();
    try {
      return new Sight(executor, gpus, TaskDevice.bind(binding), "", "", NativeBuild.here());
    } catch (DeviceException e) {
      return new Sight(executor, gpus, DeviceBinding.CPU, e.found(), e.fix(), NativeBuild.here());
    }
  }

  private Finding devices(List<Sight> sights) {
    for (Sight sight : sights) {
      if (!sight.problem().isEmpty()) {
        return Finding.problem(
            "gpus", "on %s: %s".formatted(sight.executor(), sight.problem()), sight.fix());
      }
    }
    List<String> assigned =
        new ArrayList<>(
            sights.stream()
                .filter(sight -> !sight.gpus().isEmpty())
                .map(sight -> "GPU %s on %s".formatted(sight.gpus(), sight.executor()))
                .collect(Collectors.toCollection(TreeSet::new)));
    if (assigned.isEmpty()) {
      return Finding.fine("gpus", "Spark assigns none, and the tasks compute on the CPU");
    }
    String found = "Spark assigns " + String.join(", ", assigned);
    boolean idle = sights.stream().anyMatch(sight -> sight.bound() == DeviceBinding.CPU);
    return idle
        ? Finding.warning(
            "gpus",
            found + ", which stand idle: the jar computes on the CPU",
            "submit the jar of ./mvnw -Pcuda package, or leave spark.executor.resource.gpu.amount out")
        : Finding.fine("gpus", found);
  }
}
