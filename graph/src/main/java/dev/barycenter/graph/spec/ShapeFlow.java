package dev.barycenter.graph.spec;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows shapes from the inputs through all calls, so that every misfit is found at once. */
final class ShapeFlow {
  private final Problems problems;
  private final Map<String, Entry> layers;
  private final Map<Model.Ref, Shape> shapes = new HashMap<>();

  ShapeFlow(
      Problems problems, Map<String, Model.@Nullable Input> inputs, Map<String, Entry> layers) {
    this.problems = problems;
    this.layers = layers;
    inputs.forEach(
        (name, input) -> {
          if (input != null) {
            shapes.put(Model.Ref.to(name), input.shape());
          }
        });
  }

  /** Checks calls in an order in which each reads only what was made before it. */
  void check(List<EntryCall> order, Map<Model.Output, String> outputs) {
    order.forEach(this::call);
    outputs.forEach((output, at) -> number(output.tensor(), at));
  }

  private void call(EntryCall entry) {
    Entry owner = layers.get(entry.call().layer());
    Layer layer = owner == null ? null : owner.layer();
    List<Shape> reads = new ArrayList<>();
    for (Model.Ref ref : entry.call().inputs()) {
      number(ref, entry.place());
      Shape shape = shapes.get(ref);
      if (shape != null) {
        reads.add(shape);
      }
    }
    if (layer == null || reads.size() < entry.call().inputs().size()) {
      return;
    }
    try {
      List<Shape> made = layer.outputShapes(reads);
      layer.weights(reads);
      for (int i = 0; i < made.size(); i++) {
        shapes.put(new Model.Ref(entry.name(), i), made.get(i));
      }
    } catch (IllegalArgumentException e) {
      problems.add(entry.place(), "%s %s", String.valueOf(e.getMessage()), reads(entry, reads));
    } catch (ArithmeticException e) {
      problems.add(
          entry.place(),
          "Its shapes hold more values than can be counted. Make them smaller. %s",
          reads(entry, reads));
    }
  }

  private static String reads(EntryCall entry, List<Shape> shapes) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      texts.add("'%s' %s".formatted(entry.call().inputs().get(i), shapes.get(i)));
    }
    return texts.stream().collect(Collectors.joining(", ", "It reads ", "."));
  }

  /** Finds a reference to an output that its call does not have. */
  private void number(Model.Ref ref, String place) {
    if (!shapes.containsKey(ref) && shapes.containsKey(Model.Ref.to(ref.source()))) {
      problems.add(place, "'%s' has no output number %d.", ref.source(), ref.index());
    }
  }
}
