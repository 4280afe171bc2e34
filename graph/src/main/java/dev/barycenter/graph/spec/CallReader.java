package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a layer is called on: tensors by name, and what else is passed. */
final class CallReader {
  private static final List<String> KEYS = List.of("inputs", "training", "mask", "use_causal_mask");
  private static final List<String> ANOTHER =
      List.of("call", "inputs", "training", "mask", "use_causal_mask");

  private final Problems problems;

  CallReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads the calls of an entry: one under its own name, or several under names of their own. */
  List<EntryCall> read(String layer, JsonNode entry, String place) {
    Model.Options options = options(entry, place);
    JsonNode calls = entry.get("calls");
    List<EntryCall> read = new ArrayList<>();
    if (entry.has("inputs") == (calls != null)) {
      problems.add(
          place,
          calls == null
              ? "Layer '%s' does not say what it reads. Write inputs: NAME, or inputs: [NAME, NAME]."
              : "Layer '%s' has both 'inputs' and 'calls'. Keep 'calls' if it is called several times.",
          layer);
    } else if (calls == null) {
      add(read, layer, layer, entry.get("inputs"), place + "/inputs", options);
    } else if (!calls.isObject() || calls.isEmpty()) {
      problems.add(
          place + "/calls",
          "Found %s: expected a name for each call with what it reads, such as {a: left, b: right}.",
          calls);
    } else {
      calls
          .properties()
          .forEach(
              call -> call(read, layer, call.getKey(), call.getValue(), place + "/calls", options));
    }
    return read;
  }

  /** Reads an entry that is another call of a layer: {@code {call: encoder, inputs: right}}. */
  List<EntryCall> another(String name, JsonNode entry, String place) {
    ModelReader.expectKeys(entry, place, ANOTHER, problems);
    List<EntryCall> read = new ArrayList<>();
    if (entry.has("inputs")) {
      Model.Options options = options(entry, place);
      String layer = entry.get("call").asText();
      add(read, layer, name, entry.get("inputs"), place + "/inputs", options);
    } else {
      problems.add(place, "Call '%s' does not say what it reads. Write inputs: NAME.", name);
    }
    return read;
  }

  private void call(
      List<EntryCall> read,
      String layer,
      String name,
      JsonNode node,
      String calls,
      Model.Options shared) {
    String place = calls + "/" + name;
    if (!node.isObject()) {
      add(read, layer, name, node, place, shared);
      return;
    }
    ModelReader.expectKeys(node, place, KEYS, problems);
    if (node.has("inputs")) {
      Model.Options options = options(node, shared, place);
      add(read, layer, name, node.get("inputs"), place + "/inputs", options);
    } else {
      problems.add(place, "Call '%s' does not say what it reads. Write inputs: NAME.", name);
    }
  }

  private void add(
      List<EntryCall> calls,
      String layer,
      String name,
      JsonNode inputs,
      String place,
      Model.Options options) {
    List<Model.Ref> refs = refs(inputs, place);
    if (refs != null) {
      calls.add(new EntryCall(new Model.Call(name, layer, refs, options), place));
    }
  }

  /** Reads what else a call is passed. */
  Model.Options options(JsonNode node, String place) {
    return options(node, Model.Options.NONE, place);
  }

  private Model.Options options(JsonNode node, Model.Options fallback, String place) {
    JsonNode mask = node.get("mask");
    return new Model.Options(
        node.hasNonNull("training")
            ? Boolean.valueOf(flag(node, "training", false, place))
            : fallback.training(),
        mask == null || mask.isNull() ? fallback.mask() : ref(mask, place + "/mask"),
        flag(node, "use_causal_mask", fallback.causal(), place));
  }

  /** Reads an optional true or false. */
  boolean flag(JsonNode node, String key, boolean fallback, String place) {
    JsonNode value = node.get(key);
    if (value != null && !value.isBoolean()) {
      problems.add(place + "/" + key, "Found %s: expected true or false.", value);
    }
    return value == null ? fallback : value.asBoolean(fallback);
  }

  /** Reads the names of tensors, one or a list; null (and problems) if one is none. */
  @Nullable List<Model.Ref> refs(JsonNode node, String place) {
    if (!node.isArray()) {
      Model.Ref single = ref(node, place);
      return single == null ? null : List.of(single);
    }
    List<Model.Ref> refs = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      Model.Ref ref = ref(node.get(i), place + "/" + i);
      if (ref != null) {
        refs.add(ref);
      }
    }
    if (node.isEmpty()) {
      problems.add(place, "Found an empty list: expected the name of at least one tensor.");
    }
    return node.isEmpty() || refs.size() < node.size() ? null : refs;
  }

  /**
   * Reads the name of a tensor, such as {@code encoder}, or {@code encoder:1} for a second output.
   */
  Model.@Nullable Ref ref(JsonNode node, String place) {
    if (!node.isTextual() || !node.textValue().matches("[^:]+(:\\d{1,6})?")) {
      problems.add(
          place,
          "Found %s: expected the name of an input or a layer, or NAME:1 for its second output.",
          node);
      return null;
    }
    String[] parts = node.textValue().split(":", -1);
    return new Model.Ref(parts[0], parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }
}
