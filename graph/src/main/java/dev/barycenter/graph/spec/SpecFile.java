package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problem;
import dev.barycenter.graph.config.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that describes a model and, in further sections, what is done with it.
 *
 * <p>Reading never throws for what is wrong in the file: problems are collected, those that other
 * packages find in their sections too, until {@link #throwIfAny} reports all of them at once, each
 * with its line.
 */
public final class SpecFile {
  private static final String FROM = "from";
  private static final List<String> OWN = List.of("name", "model", "blocks");

  private final String source;
  private final Document document;
  private final Problems problems;
  private final @Nullable Model model;

  private SpecFile(String source, Document document, Problems problems, Backbones backbones) {
    this.source = source;
    this.document = document;
    this.problems = problems;
    model = document.root().isObject() ? readModel(backbones) : null;
  }

  /**
   * Reads a file; JSON if its name ends with {@code .json}, else YAML.
   *
   * @throws IOException if the file cannot be read
   */
  public static SpecFile read(Path file) throws IOException {
    return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads a text.
   *
   * @param source what to call it in messages; JSON if it ends with {@code .json}, else YAML
   */
  public static SpecFile parse(String source, String text) {
    return parse(source, text, Backbones.NONE);
  }

  /** Reads a text whose model may stand on a backbone. */
  public static SpecFile parse(String source, String text, Backbones backbones) {
    Problems problems = new Problems();
    Document document = Syntax.of(source).read(text, problems);
    if (problems.isEmpty() && !document.root().isObject()) {
      problems.add(
          "", "Found %s: expected keys such as 'model' and 'training'.", kind(document.root()));
    }
    return new SpecFile(source, document, problems, backbones);
  }

  private static String kind(JsonNode root) {
    return root.isMissingNode() || root.isNull() ? "nothing" : root.isArray() ? "a list" : "text";
  }

  private @Nullable Model readModel(Backbones backbones) {
    JsonNode node = document.root().get("model");
    if (node == null) {
      return null;
    }
    if (node.has(FROM)) {
      node.fieldNames().forEachRemaining(this::expectFrom);
      return backbones.whole(node.get(FROM), "/model/" + FROM, problems);
    }
    Blocks blocks = Blocks.read(document.root().path("blocks"), problems);
    return node instanceof ObjectNode object && node.has(HeadReader.BACKBONE)
        ? new HeadReader(problems, blocks, backbones).read(object, "/model", name().orElse(null))
        : new ModelReader(problems, blocks).read(node, "/model", name().orElse(null));
  }

  private void expectFrom(String key) {
    if (!key.equals(FROM)) {
      problems.add(
          "/model/" + key,
          "The model is that of a file, which '%s' cannot change. To put new layers on it, write"
              + " backbone: FILE in place of from.",
          key);
    }
  }

  /** Returns what the file calls itself. */
  public Optional<String> name() {
    return Optional.ofNullable(document.root().get("name"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }

  /**
   * Returns the model.
   *
   * @throws SpecException if the file has none, or anything is wrong so far
   */
  public Model model() {
    if (model == null && problems.isEmpty()) {
      problems.add(
          "",
          "The file has no 'model'. Write one, such as model: {input: [784], layers: [{type: Dense,"
              + " units: 10}]}.");
    }
    throwIfAny();
    if (model == null) {
      throw new IllegalStateException("A model that cannot be read leaves a problem.");
    }
    return model;
  }

  /** Returns the model if it could be read, whatever is wrong elsewhere. */
  public Optional<Model> modelIfRead() {
    return Optional.ofNullable(model);
  }

  /** Returns a section such as {@code training}; its place is {@code /training}. */
  public Optional<JsonNode> section(String key) {
    return Optional.ofNullable(document.root().get(key));
  }

  /** Returns the file as JSON without some sections; layout and comments make no difference. */
  public String without(String... sections) {
    return tree().without(List.of(sections)).toString();
  }

  /** Returns a copy of what the file says; an empty object if it is not one of keys. */
  public ObjectNode tree() {
    return document.root() instanceof ObjectNode root
        ? root.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }

  /** Finds keys of the file that are neither the model nor one of the given sections. */
  public void expectSections(String... sections) {
    List<String> known = Stream.concat(OWN.stream(), Arrays.stream(sections)).toList();
    document
        .root()
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.add(
                    "/" + key, "Unknown section '%s'. %s", key, Problems.suggestion(key, known));
              }
            });
  }

  /** Returns the collector of what is wrong, with places such as {@code /training/epochs}. */
  public Problems problems() {
    return problems;
  }

  /**
   * Throws everything that is wrong.
   *
   * @throws SpecException if anything is wrong
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new SpecException(report());
    }
  }

  /** Returns everything that is wrong as one message, in the order of the lines. */
  public String report() {
    List<Problem> found =
        problems.found().stream().distinct().sorted(Comparator.comparing(this::position)).toList();
    StringBuilder report = new StringBuilder();
    report.append(found.size() == 1 ? "1 problem" : found.size() + " problems");
    report.append(" in ").append(source).append(":");
    for (Problem problem : found) {
      report.append("\n  ").append(position(problem)).append(": ");
      report.append(problem.place().isEmpty() ? "" : Document.dotted(problem.place()) + ": ");
      report.append(problem.message().strip().replace("\n", "\n    "));
    }
    return report.toString();
  }

  private Position position(Problem problem) {
    Position found = document.position(problem.place());
    return found == null ? new Position(1, 1) : found;
  }
}
