package dev.barycenter.jobs.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.jobs.spec.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final Path BASE = Manifests.FOLDER.resolve("base");

  @BeforeAll
  static void theSchemasAreThoseOfTheImage() {
    Manifests.assumeTheirSpark();
  }

  static Stream<String> manifests() {
    return Manifests.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void followsTheSchemaOfItsKind(String name) {
    follows(Manifests.all().get(name));
  }

  private static void follows(JsonNode manifest) {
    if (CoreSchema.knows(manifest)) {
      assertThat(CoreSchema.problems(manifest)).isEmpty();
    } else {
      assertThat(OperatorSchema.knows(manifest)).as(CoreSchema.kind(manifest)).isTrue();
      assertThat(OperatorSchema.problems(manifest)).isEmpty();
      // Kubeflow's schema leaves templates open; Kubernetes will not.
      for (String template : List.of("template", "podTemplateSpec")) {
        manifest
            .findValues(template)
            .forEach(
                node -> {
                  if (node.path("spec").has("containers")) {
                    assertThat(CoreSchema.templateProblems(node)).isEmpty();
                  }
                });
      }
    }
  }

  @Test
  void aMistakeInAManifestIsFound() {
    ObjectNode job = (ObjectNode) Manifests.read(BASE.resolve("train.yaml")).get(0);
    job.withObject("/spec").put("backoffLimits", 6);
    assertThat(CoreSchema.problems(job).toString()).contains("\"backoffLimits\"");
    ObjectNode kubeflow = manifest("operators/kubeflow/train.yaml");
    kubeflow.withObject("/spec").put("mode", "local").put("imagee", "x").remove("type");
    assertThat(OperatorSchema.problems(kubeflow))
        .containsExactlyInAnyOrder(
            "/spec: 'type' is missing",
            "/spec/mode: \"local\" is none of [\"cluster\",\"client\"]",
            "/spec/imagee: unknown");
    ObjectNode apache = manifest("operators/apache/train.yaml");
    apache.withObject("/spec/driverSpec/podTemplateSpec/spec").put("hostNetwork", "no");
    assertThat(OperatorSchema.problems(apache))
        .containsExactly(
            "/spec/driverSpec/podTemplateSpec/spec/hostNetwork: \"no\" is not of type \"boolean\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "overlays/cpu",
        "overlays/gpu",
        "overlays/single-node",
        "operators/kubeflow",
        "operators/apache"
      })
  void aFolderResolvesToValidObjectsOfOneNamespace(String folder) {
    List<JsonNode> objects = Kustomization.build(Manifests.FOLDER.resolve(folder));
    assertThat(objects).isNotEmpty().allSatisfy(ManifestsTest::follows);
    objects.stream()
        .filter(object -> !object.path("kind").asText().equals("Namespace"))
        .forEach(
            object ->
                assertThat(object.at("/metadata/namespace").asText()).isEqualTo("barycenter"));
  }

  @Test
  void overlaysChangeWhatTheySay() {
    List<JsonNode> base = Kustomization.build(BASE);
    assertThat(Kustomization.build(Manifests.FOLDER.resolve("overlays/cpu"))).isEqualTo(base);
    List<JsonNode> single = Kustomization.build(Manifests.FOLDER.resolve("overlays/single-node"));
    assertThat(find(single, "PersistentVolumeClaim", "barycenter").at("/spec/accessModes/0"))
        .isEqualTo(Manifests.parse("ReadWriteOnce"));
    // The pod of the driver must hold the heap and what lies beside it.
    assertThat(
            find(single, "Job", "barycenter-train")
                .at("/spec/template/spec/containers/0/resources/limits/memory")
                .asText())
        .isEqualTo("2Gi");
    assertThat(job(find(single, "CronJob", "barycenter-retrain")).at(CONTAINER + "/resources"))
        .isEqualTo(find(single, "Job", "barycenter-train").at("/spec" + CONTAINER + "/resources"));
  }

  private static final String CONTAINER = "/template/spec/containers/0";

  /** Returns what a schedule starts. */
  private static JsonNode job(JsonNode cronJob) {
    return cronJob.at("/spec/jobTemplate/spec");
  }

  @Test
  void theGpuOverlaySendsExecutorsToGpuNodes() {
    Path gpu = Manifests.FOLDER.resolve("overlays/gpu");
    List<JsonNode> objects = Kustomization.build(gpu);
    JsonNode conf = find(objects, "ConfigMap", "barycenter-conf").path("data");
    assertThat(Manifests.settings(conf.path("overlay.conf").asText()))
        .containsEntry("spark.executor.resource.gpu.amount", "1")
        .containsEntry("spark.executor.resource.gpu.vendor", "nvidia.com")
        .containsEntry(
            "spark.executor.resource.gpu.discoveryScript", "/opt/barycenter/conf/gpu-discovery.sh");
    assertThat(Path.of("..", "conf", "gpu-discovery.sh")).isExecutable();
    JsonNode image = Manifests.parse("barycenter:0.1.0-cuda");
    assertThat(
            find(objects, "Job", "barycenter-train").at("/spec/template/spec/containers/0/image"))
        .isEqualTo(image);
    assertThat(job(find(objects, "CronJob", "barycenter-retrain")).at(CONTAINER + "/image"))
        .isEqualTo(image);
    ObjectNode executor = (ObjectNode) Manifests.parse(conf.path("executor.yaml").asText());
    assertThat(executor.at("/spec/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
    // In all else it is the executor of the base.
    executor.withObject("/spec").remove(List.of("tolerations", "affinity"));
    assertThat(executor).isEqualTo(manifest("base/executor.yaml"));
  }

  private static JsonNode find(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode manifest(String path) {
    return (ObjectNode) Manifests.read(Manifests.FOLDER.resolve(path)).get(0);
  }

  @Test
  void everyPodIsLockedDown() {
    List<JsonNode> pods = pods();
    assertThat(pods).hasSizeGreaterThanOrEqualTo(6);
    for (JsonNode pod : pods) {
      JsonNode security = pod.path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(security.path("runAsUser").asInt()).isEqualTo(185);
      assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
      for (JsonNode container : pod.path("containers")) {
        JsonNode own = container.path("securityContext");
        assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(own.path("capabilities")).isEqualTo(Manifests.parse("{drop: [ALL]}"));
      }
    }
  }

  /** Returns the specs of all pods and pod templates. */
  private static List<JsonNode> pods() {
    List<JsonNode> pods = new ArrayList<>();
    Manifests.all()
        .values()
        .forEach(
            manifest ->
                manifest.findParents("containers").stream()
                    .filter(parent -> parent.path("containers").isArray())
                    .forEach(pods::add));
    return pods;
  }

  @Test
  void noManifestHoldsASecret() throws IOException {
    try (Stream<Path> files = Files.walk(Manifests.FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file).toLowerCase(java.util.Locale.ROOT))
            .as(file.toString())
            .doesNotContain("kind: secret", "spark.authenticate.secret", "password")
            .doesNotContainPattern("\\btoken:");
      }
    }
    assertThat(pods()).allSatisfy(pod -> assertThat(pod.findValue("secretKeyRef")).isNull());
  }

  @Test
  void sparksOwnSecurityIsOn() {
    Map<String, String> wanted =
        Map.of(
            "spark.authenticate", "true",
            "spark.network.crypto.enabled", "true",
            "spark.network.crypto.saslFallback", "false",
            "spark.io.encryption.enabled", "true",
            "spark.ui.enabled", "false");
    assertThat(defaults()).containsAllEntriesOf(wanted);
    for (JsonNode conf : sparkConfs()) {
      assertThat(asMap(conf)).containsAllEntriesOf(wanted);
    }
  }

  private static Map<String, String> defaults() {
    return Manifests.settings(BASE.resolve("spark-defaults.conf"));
  }

  private static List<JsonNode> sparkConfs() {
    List<JsonNode> confs = new ArrayList<>();
    Manifests.all().values().forEach(manifest -> confs.addAll(manifest.findValues("sparkConf")));
    assertThat(confs).hasSize(3);
    return confs;
  }

  private static Map<String, String> asMap(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  @Test
  void theOperatorsManifestsHaveTheSettingsOfTheBase() {
    for (JsonNode conf : sparkConfs()) {
      assertThat(defaults()).containsAllEntriesOf(asMap(conf));
    }
  }

  @Test
  void theOperatorsTemplatesAreThoseOfTheBase() {
    int compared = 0;
    for (JsonNode pod : pods()) {
      String container = pod.at("/containers/0/name").asText();
      if (container.startsWith("spark-kubernetes-")) {
        String role = container.substring("spark-kubernetes-".length());
        ObjectNode expected = manifest("base/" + role + ".yaml").withObject("/spec");
        ((ObjectNode) expected.at("/containers/0")).put("name", container);
        assertThat(pod).isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(6);
  }

  @Test
  void aMistakeEndsAJobAndALostNodeDoesNot() {
    JsonNode train = manifest("base/train.yaml").path("spec");
    for (JsonNode spec : List.of(train, job(manifest("base/retrain.yaml")))) {
      JsonNode rules = spec.at("/podFailurePolicy/rules");
      assertThat(rules.at("/0/action").asText()).isEqualTo("Ignore");
      assertThat(rules.at("/0/onPodConditions/0/type").asText()).isEqualTo("DisruptionTarget");
      assertThat(rules.at("/1/action").asText()).isEqualTo("FailJob");
      assertThat(rules.at("/1/onExitCodes/values")).isEqualTo(Manifests.parse("[2]"));
      assertThat(spec.path("podReplacementPolicy").asText()).isEqualTo("Failed");
    }
  }

  @Test
  void aRetrainingRunsInThePodOfATraining() {
    ObjectNode retrain = (ObjectNode) job(manifest("base/retrain.yaml")).at("/template/spec");
    ObjectNode train = (ObjectNode) manifest("base/train.yaml").at("/spec/template/spec");
    JsonNode arguments = ((ObjectNode) retrain.at("/containers/0")).remove("args");
    ((ObjectNode) train.at("/containers/0")).remove("args");
    assertThat(retrain).isEqualTo(train);
    assertThat(arguments)
        .extracting(JsonNode::asText)
        .containsSequence(
            "retrain",
            "/etc/barycenter/specs/digits-retrain.yaml",
            "--registry=/mnt/barycenter/models/digits",
            "--scheduled");
  }

  @Test
  void retrainingsDoNotRunAtOnceNorForeverNorPileUp() {
    JsonNode cron = manifest("base/retrain.yaml").path("spec");
    JsonNode operator = manifest("operators/kubeflow/retrain.yaml").path("spec");
    for (String key : List.of("schedule", "timeZone", "concurrencyPolicy", "suspend")) {
      assertThat(cron.path(key)).as(key).isEqualTo(operator.path(key));
    }
    assertThat(cron.path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    assertThat(cron.at("/jobTemplate/spec/activeDeadlineSeconds").asInt()).isPositive();
    assertThat(cron.path("startingDeadlineSeconds").asInt()).isPositive();
    assertThat(cron.path("successfulJobsHistoryLimit").asInt()).isBetween(1, 10);
    assertThat(cron.path("failedJobsHistoryLimit").asInt()).isBetween(1, 10);
    assertThat(operator.path("successfulRunHistoryLimit").asInt()).isBetween(1, 10);
    assertThat(operator.path("failedRunHistoryLimit").asInt()).isBetween(1, 10);
  }

  @Test
  void theSpecsOfTheTryOutsCanBeTrained() throws IOException {
    for (String name : List.of("digits.yaml", "digits-retrain.yaml")) {
      String text = Files.readString(BASE.resolve("specs").resolve(name));
      RunSpec spec = RunSpec.read(name, text);
      assertThat(spec.training().replicas()).isEqualTo(4);
      assertThat(spec.retrain() != null).isEqualTo(name.equals("digits-retrain.yaml"));
    }
  }
}
