package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the layers of a block in the place of its use.
 *
 * <p>The layers of the use {@code block1} are called {@code block1_conv} and so on, and {@code
 * block1} stands for what the block makes. An entry {@code {when: $project, else: x, …}} is a layer
 * only if the argument is true; otherwise its name stands for {@code x}.
 */
final class Expansion {
  /** More layers than any real model has; blocks in blocks grow by powers. */
  private static final int MOST_LAYERS = 20_000;

  private static final Set<String> RESERVED = Set.of("block", "inputs", "name", "trainable");

  private final Problems problems;
  private final Blocks blocks;
  private final Assembly assembly;
  private final List<String> open = new ArrayList<>();
  private int layers;

  Expansion(Problems problems, Blocks blocks, Assembly assembly) {
    this.problems = problems;
    this.blocks = blocks;
    this.assembly = assembly;
  }

  /**
   * Expands one use.
   *
   * @param inputs what the block is used on
   * @param entries reads the entries of the block
   */
  void expand(
      String name, ObjectNode use, List<Model.Ref> inputs, String place, EntryReader entries) {
    Blocks.Block block = blocks.find(use.path("block"), place + "/block", problems);
    if (block == null || !fits(block, inputs, place)) {
      assembly.failed(name, inputs, place);
      return;
    }
    Map<String, Model.Ref> reads = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      reads.put(block.inputs().get(i), inputs.get(i));
    }
    Scope scope = new Scope(name, reads);
    int before = problems.found().size();
    Map<String, JsonNode> arguments = arguments(block, use, place);
    if (problems.found().size() > before) {
      assembly.failed(name, inputs, place);
      return;
    }
    Substitution substitution = new Substitution(block.name(), arguments, problems);
    boolean frozen = use.has("trainable") && !use.get("trainable").asBoolean(true);
    open.add(block.name());
    block
        .layers()
        .properties()
        .forEach(
            layer -> {
              String at = block.place() + "/layers/" + layer.getKey();
              JsonNode node = substitution.apply(layer.getValue(), at);
              layer(scope, layer.getKey(), node, at, frozen, entries);
            });
    open.remove(open.size() - 1);
    CallReader refs = new CallReader(problems);
    List<Model.Ref> outputs = new ArrayList<>();
    for (String output : block.outputs()) {
      Model.Ref ref = refs.ref(scope.tensor(TextNode.valueOf(output)), block.place() + "/outputs");
      if (ref != null) {
        outputs.add(ref);
      }
    }
    assembly.alias(name, outputs, place);
  }

  private boolean fits(Blocks.Block block, List<Model.Ref> inputs, String place) {
    if (open.contains(block.name())) {
      problems.add(
          place,
          "Block '%s' uses itself: %s -> %s. Blocks cannot be recursive.",
          block.name(),
          String.join(" -> ", open),
          block.name());
      return false;
    } else if (inputs.size() != block.inputs().size()) {
      problems.add(
          place,
          "Block '%s' reads %s, but is given %d tensors.",
          block.name(),
          block.inputs(),
          inputs.size());
      return false;
    }
    layers += block.layers().size();
    if (layers > MOST_LAYERS) {
      problems.add(place, "The blocks make more than %,d layers. Use fewer.", MOST_LAYERS);
    }
    return layers <= MOST_LAYERS;
  }

  private Map<String, JsonNode> arguments(Blocks.Block block, ObjectNode use, String place) {
    Map<String, JsonNode> values = new LinkedHashMap<>(block.arguments());
    List<String> known = List.copyOf(values.keySet());
    use.properties()
        .forEach(
            field -> {
              String at = place + "/" + field.getKey();
              if (known.contains(field.getKey())) {
                expectType(field.getKey(), field.getValue(), block, at);
                values.put(field.getKey(), field.getValue());
              } else if (!RESERVED.contains(field.getKey())) {
                problems.add(
                    at,
                    "Unknown argument '%s' of block '%s'. %s",
                    field.getKey(),
                    block.name(),
                    known.isEmpty()
                        ? "It takes none."
                        : Problems.suggestion(field.getKey(), known));
              }
            });
    block
        .arguments()
        .forEach(
            (argument, usual) -> {
              if (usual.isNull() && !use.has(argument)) {
                problems.add(place, "Block '%s' needs the argument '%s'.", block.name(), argument);
              }
            });
    return values;
  }

  private void expectType(String name, JsonNode given, Blocks.Block block, String place) {
    JsonNode usual = block.arguments().get(name);
    if (usual != null && !usual.isNull() && usual.getNodeType() != given.getNodeType()) {
      problems.add(
          place,
          "Found %s: expected a value like the default of '%s', which is %s.",
          given,
          name,
          usual);
    }
  }

  private void layer(
      Scope scope, String name, JsonNode node, String at, boolean frozen, EntryReader entries) {
    String outer = scope.outer(name);
    if (!(node instanceof ObjectNode object)) {
      entries.read(outer, node, at);
      return;
    }
    ObjectNode entry = scope.entry(object);
    JsonNode when = entry.remove("when");
    JsonNode otherwise = entry.remove("else");
    if ((when == null) != (otherwise == null) || (when != null && !when.isBoolean())) {
      problems.add(
          at,
          "An optional layer needs 'when' (true or false, mostly an argument) and 'else' (the tensor"
              + " that its name stands for without it), such as when: $project, else: x.");
    }
    if (when != null && otherwise != null && !when.asBoolean(true)) {
      Model.Ref ref = new CallReader(problems).ref(otherwise, at + "/else");
      assembly.alias(outer, ref == null ? List.of() : List.of(ref), at);
      return;
    }
    if (frozen) {
      entry.put("trainable", false);
    }
    entries.read(outer, entry, at);
  }

  /** Reads an entry of a model with names. */
  @FunctionalInterface
  interface EntryReader {
    void read(String name, JsonNode node, String place);
  }
}
