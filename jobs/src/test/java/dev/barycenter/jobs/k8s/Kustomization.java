package dev.barycenter.jobs.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code kubectl kustomize} makes of a folder, for the part of kustomize that the manifests
 * use: resources, a namespace, config maps from files, and JSON patches with a target. Anything
 * else in a file is an error, so that the manifests cannot outgrow this program.
 */
final class Kustomization {
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "configMapGenerator",
          "generatorOptions",
          "patches");
  private static final Set<String> CLUSTER_WIDE = Set.of("Namespace");

  private final Path folder;
  private final JsonNode file;
  private final List<JsonNode> objects = new ArrayList<>();

  private Kustomization(Path folder) {
    this.folder = folder;
    this.file = Manifests.read(folder.resolve("kustomization.yaml")).get(0);
  }

  /** Returns the objects that a folder stands for. */
  static List<JsonNode> build(Path folder) {
    Kustomization kustomization = new Kustomization(folder);
    kustomization.build();
    return kustomization.objects;
  }

  private void build() {
    file.fieldNames()
        .forEachRemaining(key -> require(KNOWN.contains(key), "'" + key + "' is not known"));
    for (JsonNode resource : file.path("resources")) {
      Path path = folder.resolve(resource.asText()).normalize();
      objects.addAll(Files.isDirectory(path) ? build(path) : Manifests.read(path));
    }
    file.path("configMapGenerator").forEach(this::generate);
    file.path("patches").forEach(this::patch);
    String namespace = file.path("namespace").asText("");
    if (!namespace.isEmpty()) {
      objects.forEach(object -> move(object, namespace));
    }
  }

  private void generate(JsonNode generator) {
    require(
        file.at("/generatorOptions/disableNameSuffixHash").asBoolean(),
        "names with a hash are not known");
    String name = generator.path("name").asText();
    boolean merge = generator.path("behavior").asText().equals("merge");
    List<JsonNode> found = find("ConfigMap", name).toList();
    require(found.size() == (merge ? 1 : 0), found.size() + " config maps '" + name + "'");
    ObjectNode map = merge ? (ObjectNode) found.get(0) : configMap(name);
    for (JsonNode entry : generator.path("files")) {
      Path path = folder.resolve(entry.asText()).normalize();
      require(path.startsWith(folder), "'" + entry.asText() + "' is outside of the folder");
      map.withObject("/data").put(path.getFileName().toString(), text(path));
    }
    if (!merge) {
      objects.add(map);
    }
  }

  private static ObjectNode configMap(String name) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", name);
    return map;
  }

  private void patch(JsonNode patch) {
    String kind = patch.at("/target/kind").asText();
    String name = patch.at("/target/name").asText();
    List<JsonNode> targets = find(kind, name).toList();
    require(targets.size() == 1, targets.size() + " objects are a " + kind + " '" + name + "'");
    JsonNode operations = Manifests.parse(patch.path("patch").asText());
    int place = objects.indexOf(targets.get(0));
    objects.set(place, JsonPatch.apply(operations, objects.get(place)));
  }

  private Stream<JsonNode> find(String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name));
  }

  private static void move(JsonNode object, String namespace) {
    if (!CLUSTER_WIDE.contains(object.path("kind").asText())) {
      ((ObjectNode) object.path("metadata")).put("namespace", namespace);
    }
    // As kustomize does: an account of the same set moves along with its binding.
    object.path("subjects").forEach(subject -> ((ObjectNode) subject).put("namespace", namespace));
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(folder + ": " + problem);
    }
  }
}
