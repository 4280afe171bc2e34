package dev.barycenter.jobs.k8s;

import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.driver.cluster.SparkCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Kubernetes as a driver sees it, on this machine: an API that keeps what is sent to it, and a node
 * that runs the executors' pods as processes, with the environment of the pod and the command of
 * the entry point of Spark's image.
 */
final class KubernetesNode implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";
  private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

  private final Path folder;
  private final UnaryOperator<String> here;
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Map<String, JavaProcess> running = new LinkedHashMap<>();
  private final List<Pod> executors = new ArrayList<>();
  private final ScheduledExecutorService kubelet = Executors.newSingleThreadScheduledExecutor();
  private Future<?> syncing = CompletableFuture.completedFuture(null);

  /**
   * Starts the API.
   *
   * @param folder takes the logs of processes
   * @param here turns the paths of a pod into those of this machine
   */
  KubernetesNode(Path folder, UnaryOperator<String> here) {
    this.folder = folder;
    this.here = here;
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesApi(), false);
    LOG.setLevel(Level.WARNING); // or there is a line for each request
    server.init();
    client = server.createClient();
  }

  /** Returns the value of {@code --master}. */
  String master() {
    return "k8s://http://%s:%d".formatted(server.getHostName(), server.getPort());
  }

  KubernetesClient client() {
    return client;
  }

  /** From now on the node runs what pods of executors say. */
  void runExecutors() {
    syncing = kubelet.scheduleWithFixedDelay(this::sync, 0, 200, TimeUnit.MILLISECONDS);
  }

  private void sync() {
    List<Pod> pods = executorPods();
    List<String> names = pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    pods.stream()
        .filter(pod -> !running.containsKey(pod.getMetadata().getName()))
        .forEach(this::run);
    running.forEach(
        (name, process) -> {
          if (!names.contains(name)) {
            process.close();
          }
        });
  }

  private void run(Pod pod) {
    Map<String, String> environment = environment(pod);
    List<String> options = new ArrayList<>(SparkCluster.sparkOpens());
    options.add("-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"));
    environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("SPARK_JAVA_OPT_"))
        .forEach(entry -> options.add(entry.getValue()));
    String name = pod.getMetadata().getName();
    running.put(
        name,
        JavaProcess.start(
            folder.resolve(name + ".log"),
            environment,
            options,
            "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
            List.of(
                "--driver-url", environment.get("SPARK_DRIVER_URL"),
                "--executor-id", environment.get("SPARK_EXECUTOR_ID"),
                "--cores", environment.get("SPARK_EXECUTOR_CORES"),
                "--app-id", environment.get("SPARK_APPLICATION_ID"),
                "--hostname", environment.get("SPARK_EXECUTOR_POD_IP"),
                "--resourceProfileId", environment.get("SPARK_RESOURCE_PROFILE_ID"),
                "--podName", environment.get("SPARK_EXECUTOR_POD_NAME"))));
    executors.add(pod);
    client.resource(ready(pod)).updateStatus();
  }

  /** Returns the pods that were run, as the driver asked for them. */
  List<Pod> executed() {
    return List.copyOf(executors);
  }

  /** Waits until a driver has asked for so many executors; returns their pods. */
  List<Pod> awaitExecutorPods(int count, JavaProcess driver) {
    List<Pod> pods = executorPods();
    while (pods.size() < count) {
      if (!driver.alive()) {
        throw new IllegalStateException("The driver has ended:\n" + driver.output());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      pods = executorPods();
    }
    return pods;
  }

  /** Returns the pods of executors that there are now. */
  List<Pod> executorPods() {
    return client.pods().inAnyNamespace().withLabel("spark-role", "executor").list().getItems();
  }

  /** Starts the process of a job's pod, which submits; as the job controller and a node would. */
  JavaProcess start(String name, String namespace, PodTemplateSpec template) {
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .withSpec(template.getSpec())
            .editMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .build();
    client.resource(pod).create();
    client.resource(ready(pod)).updateStatus();
    Map<String, String> environment = environment(pod);
    List<String> command =
        container(pod).getArgs().stream()
            .map(argument -> expanded(argument, environment))
            .map(here)
            .toList();
    return submit(name, environment, command.subList(1, command.size()));
  }

  /** Starts {@code spark-submit}. */
  JavaProcess submit(String name, Map<String, String> environment, List<String> arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("SPARK_LOCAL_IP", ADDRESS);
    return JavaProcess.start(
        folder.resolve(name + ".log"),
        all,
        SparkCluster.sparkOpens(),
        "org.apache.spark.deploy.SparkSubmit",
        arguments);
  }

  private static Pod ready(Pod pod) {
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(ADDRESS)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }

  private Map<String, String> environment(Pod pod) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvVar variable : container(pod).getEnv()) {
      environment.put(variable.getName(), here.apply(value(pod, variable)));
    }
    return environment;
  }

  private static String value(Pod pod, EnvVar variable) {
    return Optional.ofNullable(variable.getValueFrom())
        .map(
            from ->
                switch (from.getFieldRef().getFieldPath()) {
                  case "status.podIP" -> ADDRESS;
                  case "metadata.name" -> pod.getMetadata().getName();
                  default -> throw new IllegalArgumentException("Not known: " + from);
                })
        .orElse(Optional.ofNullable(variable.getValue()).orElse(""));
  }

  private static String expanded(String argument, Map<String, String> environment) {
    String expanded = argument;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
    }
    return expanded;
  }

  @Override
  public void close() {
    syncing.cancel(true);
    kubelet.shutdownNow();
    running.values().forEach(JavaProcess::close);
    client.close();
    server.destroy();
  }
}
