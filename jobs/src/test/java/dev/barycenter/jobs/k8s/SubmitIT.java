package dev.barycenter.jobs.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.driver.cluster.JavaProcess;
import dev.barycenter.jobs.Conf;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code spark-submit} with the settings of the folder {@code k8s} asks of Kubernetes, by the
 * command lines of its manifests.
 */
@Timeout(600)
class SubmitIT {
  private static final String NAMESPACE = "barycenter";

  @TempDir Path folder;

  @BeforeEach
  void theImage() throws IOException {
    Manifests.assumeTheirSpark();
    Path image = Files.createDirectories(folder.resolve("opt/barycenter"));
    // The class path of the test holds what the jar does.
    new JarOutputStream(Files.newOutputStream(image.resolve("barycenter.jar"))).close();
    Files.createSymbolicLink(image.resolve("conf"), Conf.FOLDER);
    Files.createDirectories(folder.resolve("mnt/barycenter"));
  }

  /** Turns the paths of a pod into those of this machine. */
  private String here(String text) {
    return text.replace("/etc/barycenter", folder + "/etc/barycenter")
        .replace("/mnt/barycenter", folder + "/mnt/barycenter")
        .replace("/opt/barycenter", folder + "/opt/barycenter")
        .replace("/var/data", folder + "/var/data");
  }

  /** Mounts the config maps of an overlay, and returns its job. */
  private Job mount(String overlay, String settings) throws IOException {
    List<JsonNode> objects = Kustomization.build(Manifests.FOLDER.resolve("overlays/" + overlay));
    mount(find(objects, "ConfigMap", "barycenter-conf"), "etc/barycenter", "");
    mount(find(objects, "ConfigMap", "barycenter-specs"), "etc/barycenter/specs", settings);
    return Serialization.unmarshal(find(objects, "Job", "barycenter-train").toString(), Job.class);
  }

  private void mount(JsonNode map, String path, String more) throws IOException {
    Path mounted = Files.createDirectories(folder.resolve(path));
    for (Map.Entry<String, JsonNode> file : map.path("data").properties()) {
      String text = file.getValue().asText().replaceFirst("epochs: \\d+", "epochs: 2");
      boolean template = text.contains("kind: Pod");
      Files.writeString(mounted.resolve(file.getKey()), (template ? text : here(text)) + more);
    }
  }

  private static JsonNode find(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private KubernetesNode node() {
    return new KubernetesNode(folder.resolve("logs"), this::here);
  }

  private static JavaProcess run(KubernetesNode node, Job job) {
    List<String> arguments = job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs();
    arguments.replaceAll(
        argument -> argument.replace("k8s://https://kubernetes.default.svc", node.master()));
    return node.start("barycenter-train-0", NAMESPACE, job.getSpec().getTemplate());
  }

  @Test
  void theJobTrainsOnTheExecutorsThatItsDriverAsksFor() throws IOException {
    Job job = mount("cpu", "");
    try (KubernetesNode node = node()) {
      node.runExecutors();
      try (JavaProcess driver = run(node, job)) {
        assertThat(driver.await(240)).as(driver.output()).isZero();
        assertThat(driver.output()).contains("Epoch 2/2", "Test on 3");
      }
      assertThat(node.executed())
          .hasSize(2)
          .allSatisfy(
              pod -> {
                assertExecutor(pod);
                assertThat(container(pod).getResources().getLimits())
                    .doesNotContainKey("nvidia.com/gpu");
              });
      // The driver has removed them.
      assertThat(node.executorPods()).isEmpty();
    }
    assertThat(folder.resolve("mnt/barycenter/runs/digits/model.keras")).isNotEmptyFile();
  }

  @Test
  @Tag("slow")
  void executorsAskForAGpuEachAndWithoutOneTheJobEndsWithTheReason() throws IOException {
    Job job = mount("gpu", "\nrun: {deadlines: {executors: 6s}}\n");
    try (KubernetesNode node = node();
        JavaProcess driver = run(node, job)) {
      List<Pod> pods = node.awaitExecutorPods(2, driver);
      for (Pod pod : pods) {
        assertExecutor(pod);
        assertThat(container(pod).getResources().getLimits())
            .containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(container(pod).getImage()).isEqualTo("barycenter:0.1.0-cuda");
        assertThat(pod.getSpec().getTolerations())
            .anySatisfy(taint -> assertThat(taint.getKey()).isEqualTo("nvidia.com/gpu"));
        assertThat(pod.getSpec().getAffinity().getNodeAffinity()).isNotNull();
        assertThat(environment(pod)).containsEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
      }
      assertThat(driver.await(60)).isEqualTo(1);
      assertThat(driver.output())
          .contains(
              "There was no executor for PT6S; see the cluster manager for why none starts. Each"
                  + " executor asks for 1 GPUs (spark.executor.resource.gpu.amount)")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aDriverInClusterModeIsMadeFromItsTemplate() throws IOException {
    mount("gpu", "");
    try (KubernetesNode node = node();
        JavaProcess submit =
            node.submit(
                "submit",
                Map.of("SPARK_CONF_DIR", folder.resolve("etc/barycenter").toString()),
                List.of(
                    "--master=" + node.master(),
                    "--deploy-mode=cluster",
                    "--load-spark-defaults",
                    "--properties-file=" + folder.resolve("etc/barycenter/overlay.conf"),
                    "--conf=spark.kubernetes.submission.waitAppCompletion=false",
                    "--class=dev.barycenter.jobs.Main",
                    "local:///opt/barycenter/barycenter.jar",
                    "train",
                    "/etc/barycenter/specs/digits.yaml"))) {
      assertThat(submit.await(120)).as(submit.output()).isZero();
      Pod pod =
          node.client()
              .pods()
              .inNamespace(NAMESPACE)
              .withLabel("spark-role", "driver")
              .list()
              .getItems()
              .get(0);
      assertLockedDown(pod);
      assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("barycenter-driver");
      assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(60);
      assertThat(mounts(pod))
          .contains("/etc/barycenter/specs", "/mnt/barycenter", "/tmp", "/opt/spark/work-dir");
      assertThat(container(pod).getArgs())
          .containsSubsequence(
              "driver",
              "--class",
              "dev.barycenter.jobs.Main",
              "local:///opt/barycenter/barycenter.jar",
              "train",
              "/etc/barycenter/specs/digits.yaml");
      assertThat(container(pod).getResources().getLimits())
          .containsEntry("memory", new Quantity("4096Mi"))
          .doesNotContainKey("nvidia.com/gpu");
      // It gets the settings and the template of its executors along.
      assertThat(
              node.client().configMaps().inNamespace(NAMESPACE).list().getItems().stream()
                  .map(map -> String.join("\n", map.getData().values())))
          .anyMatch(text -> text.contains("spark.executor.resource.gpu.amount=1"))
          .anyMatch(text -> text.contains("serviceAccountName: barycenter-executor"));
    }
  }

  private static void assertExecutor(Pod pod) {
    assertLockedDown(pod);
    assertThat(pod.getMetadata().getNamespace()).isEqualTo(NAMESPACE);
    assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "barycenter");
    assertThat(pod.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("barycenter-train-0"));
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("barycenter-executor");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(mounts(pod)).contains("/mnt/barycenter", "/tmp", "/opt/spark/work-dir");
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("runs"))
        .singleElement()
        .extracting(Volume::getPersistentVolumeClaim)
        .satisfies(claim -> assertThat(claim.getClaimName()).isEqualTo("barycenter"));
    assertThat(environment(pod)).containsEntry("OMP_NUM_THREADS", "1");
    assertThat(container(pod).getResources().getLimits())
        .containsEntry("memory", new Quantity("4096Mi"));
    assertThat(container(pod).getResources().getRequests()).containsEntry("cpu", new Quantity("2"));
  }

  private static void assertLockedDown(Pod pod) {
    PodSecurityContext security = pod.getSpec().getSecurityContext();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getRunAsUser()).isEqualTo(185);
    assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    SecurityContext own = container(pod).getSecurityContext();
    assertThat(own.getAllowPrivilegeEscalation()).isFalse();
    assertThat(own.getReadOnlyRootFilesystem()).isTrue();
    assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
  }

  private static Container container(Pod pod) {
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    return pod.getSpec().getContainers().get(0);
  }

  private static List<String> mounts(Pod pod) {
    return container(pod).getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
  }

  private static Map<String, String> environment(Pod pod) {
    return container(pod).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(java.util.stream.Collectors.toMap(EnvVar::getName, EnvVar::getValue, (a, b) -> b));
  }
}
