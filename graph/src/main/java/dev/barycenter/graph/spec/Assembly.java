package dev.barycenter.graph.spec;

import dev.barycenter.graph.GraphException;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a model while they are collected, and their joining into one.
 *
 * <p>A part that could not be read stays known by its name, so that it does not make others look
 * wrong.
 */
final class Assembly {
  private final Problems problems;
  private final String place;
  private final int before;
  private final Map<String, Model.@Nullable Input> inputs = new LinkedHashMap<>();
  private final Map<String, Entry> layers = new LinkedHashMap<>();
  private final List<EntryCall> calls = new ArrayList<>();
  private final Map<Model.Output, String> outputs = new LinkedHashMap<>();
  private final Aliases aliases = new Aliases();

  Assembly(Problems problems, String place) {
    this.problems = problems;
    this.place = place;
    before = problems.found().size();
  }

  /** Adds an input; null if only its name could be read. */
  void input(String name, Model.@Nullable Input input) {
    inputs.put(name, input);
  }

  void layer(Entry entry) {
    if (layers.putIfAbsent(entry.name(), entry) != null) {
      problems.add(
          entry.place(),
          "The name '%s' is used twice. Give each layer its own: it is the key of its weights.",
          entry.name());
    }
  }

  void call(EntryCall call) {
    calls.add(call);
  }

  void output(Model.Output output, String at) {
    boolean taken = outputs.keySet().stream().anyMatch(o -> o.name().equals(output.name()));
    if (taken) {
      problems.add(at, "The output '%s' is named twice. Keep one.", output.name());
    } else {
      outputs.put(output, at);
    }
  }

  /** Lets a name stand for tensors: the outputs of a block. */
  void alias(String name, List<Model.Ref> tensors, String at) {
    if (!aliases.add(name, tensors)) {
      problems.add(at, "The name '%s' is used twice. Give each its own.", name);
    }
  }

  /** Adds a part of which only the name could be read. */
  void failed(String name, List<Model.Ref> reads, String at) {
    layer(new Entry(name, null, true, at));
    call(new EntryCall(new Model.Call(name, name, reads, Model.Options.NONE), at));
  }

  /** Joins the parts; null (and problems) if they do not fit. */
  @Nullable Model build(String name) {
    uniqueNames();
    knownLayers();
    resolve();
    Wiring wiring = new Wiring(problems, inputs.keySet(), layers.keySet(), calls, outputs);
    List<EntryCall> order = wiring.order();
    new ShapeFlow(problems, inputs, layers).check(order, outputs);
    if (problems.found().size() > before) {
      return null;
    }
    try {
      return new Model(
          name,
          inputs.values().stream().filter(Objects::nonNull).toList(),
          inCallOrder(order),
          order.stream().map(EntryCall::call).toList(),
          List.copyOf(outputs.keySet()));
    } catch (GraphException e) {
      String at =
          order.stream()
              .filter(call -> e.call().equals(Optional.of(call.name())))
              .map(EntryCall::place)
              .findFirst()
              .orElse(place);
      problems.add(at, "%s", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void knownLayers() {
    for (EntryCall call : calls) {
      if (!layers.containsKey(call.call().layer())) {
        problems.add(
            call.place(),
            "'%s' calls '%s', which is not a layer of this model. %s",
            call.name(),
            call.call().layer(),
            Problems.suggestion(call.call().layer(), List.copyOf(layers.keySet())));
      }
    }
  }

  private void resolve() {
    calls.replaceAll(aliases::resolve);
    Map<Model.Output, String> resolved = new LinkedHashMap<>();
    outputs.forEach(
        (output, at) ->
            resolved.put(new Model.Output(output.name(), aliases.resolve(output.tensor())), at));
    outputs.clear();
    outputs.putAll(resolved);
  }

  private void uniqueNames() {
    Map<String, String> first = new HashMap<>();
    inputs.keySet().forEach(input -> first.put(input, "an input"));
    Set<EntryCall> doubles = new HashSet<>();
    for (EntryCall call : calls) {
      String other = first.putIfAbsent(call.name(), "layer '" + call.call().layer() + "'");
      if (other != null) {
        doubles.add(call);
        if (!other.equals("layer '" + call.call().layer() + "'")) {
          problems.add(
              call.place(),
              "The name '%s' is already that of %s. Choose another.",
              call.name(),
              other.equals("an input") ? other : "a call of " + other);
        }
      }
    }
    calls.removeAll(doubles);
  }

  private List<Model.Named> inCallOrder(List<EntryCall> order) {
    Set<String> names = new LinkedHashSet<>();
    order.forEach(call -> names.add(call.call().layer()));
    return names.stream()
        .map(layers::get)
        .map(e -> new Model.Named(e.name(), Objects.requireNonNull(e.layer()), e.trainable()))
        .toList();
  }
}
