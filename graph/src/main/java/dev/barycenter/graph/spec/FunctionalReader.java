package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a model whose layers have names and say what they read, in any order. */
final class FunctionalReader {
  private static final List<String> KEYS = List.of("name", "inputs", "layers", "outputs");
  private static final List<String> INPUT_KEYS = List.of("shape", "dtype");

  private final Problems problems;
  private final String place;
  private final Assembly assembly;
  private final Entries entries;

  FunctionalReader(Problems problems, Blocks blocks, String place) {
    this.problems = problems;
    this.place = place;
    assembly = new Assembly(problems, place);
    entries = new Entries(problems, blocks, assembly);
  }

  @Nullable Model read(JsonNode node, String name) {
    ModelReader.expectKeys(node, place, KEYS, problems);
    inputs(node.path("inputs"));
    node.get("layers")
        .properties()
        .forEach(
            entry ->
                entries.read(
                    entry.getKey(), entry.getValue(), place + "/layers/" + entry.getKey()));
    outputs(node.path("outputs"));
    return assembly.build(name);
  }

  private void inputs(JsonNode inputs) {
    if (!inputs.isObject() || inputs.isEmpty()) {
      problems.add(
          inputs.isMissingNode() ? place : place + "/inputs",
          "The model has no inputs. Write a name and a shape for each, such as"
              + " inputs: {pixels: [28, 28, 1]}.");
      return;
    }
    InputReader reader = new InputReader(problems);
    inputs
        .properties()
        .forEach(
            input -> {
              String at = place + "/inputs/" + input.getKey();
              assembly.input(
                  input.getKey(), reader.read(input.getKey(), input.getValue(), at, INPUT_KEYS));
            });
  }

  private void outputs(JsonNode outputs) {
    String at = place + "/outputs";
    if (outputs.isMissingNode() || (outputs.isContainerNode() && outputs.isEmpty())) {
      problems.add(
          outputs.isMissingNode() ? place : at,
          "The model has no outputs. Name the layers whose results it returns, such as"
              + " outputs: [scores].");
    } else if (outputs.isObject()) {
      outputs.properties().forEach(o -> output(o.getKey(), o.getValue(), at + "/" + o.getKey()));
    } else if (outputs.isArray()) {
      for (int i = 0; i < outputs.size(); i++) {
        output(null, outputs.get(i), at + "/" + i);
      }
    } else {
      output(null, outputs, at);
    }
  }

  private void output(@Nullable String name, JsonNode node, String at) {
    Model.Ref ref = new CallReader(problems).ref(node, at);
    if (ref != null) {
      assembly.output(new Model.Output(name == null ? ref.toString() : name, ref), at);
    }
  }
}
