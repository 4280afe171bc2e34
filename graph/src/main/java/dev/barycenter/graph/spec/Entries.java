package dev.barycenter.graph.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.List;

/** Reads the entries of a model with names: layers, further calls of them, and uses of blocks. */
final class Entries {
  private final Problems problems;
  private final Blocks blocks;
  private final Assembly assembly;
  private final Expansion expansion;

  Entries(Problems problems, Blocks blocks, Assembly assembly) {
    this.problems = problems;
    this.blocks = blocks;
    this.assembly = assembly;
    expansion = new Expansion(problems, blocks, assembly);
  }

  void read(String name, JsonNode node, String place) {
    if (node instanceof ObjectNode entry) {
      entry(name, entry, place);
    } else if (node.isTextual()) {
      assembly.layer(new LayerReader(problems, blocks).read(name, node.textValue(), place));
      new CallReader(problems).read(name, node, place);
    } else {
      problems.add(
          place, "Found %s: expected a layer such as {type: Dense, units: 10, inputs: x}.", node);
    }
  }

  private void entry(String name, ObjectNode entry, String place) {
    if (entry.has("name")) {
      problems.add(
          place + "/name", "A layer is named by the key in front of it. Remove 'name' here.");
    }
    CallReader calls = new CallReader(problems);
    if (entry.has("block")) {
      block(name, entry, place);
    } else if (entry.has("call")) {
      calls.another(name, entry, place).forEach(assembly::call);
    } else {
      assembly.layer(new LayerReader(problems, blocks).read(name, entry, place));
      calls.read(name, entry, place).forEach(assembly::call);
    }
  }

  private void block(String name, ObjectNode entry, String place) {
    List<Model.Ref> inputs = List.of();
    if (entry.has("inputs")) {
      List<Model.Ref> read = new CallReader(problems).refs(entry.get("inputs"), place + "/inputs");
      inputs = read == null ? inputs : read;
    }
    expand(name, entry, inputs, place);
  }

  /** Reads a use of a block on the given tensors. */
  void expand(String name, ObjectNode entry, List<Model.Ref> inputs, String place) {
    expansion.expand(name, entry, inputs, place, this::read);
  }
}
