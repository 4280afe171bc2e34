package dev.barycenter.graph.summary;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds layers that look as if one shared layer was meant: equal settings, each called once, on
 * different inputs of the model that have equal shapes.
 */
final class Twins {
  private final Model model;
  private final Map<String, Model.Call> calls = new HashMap<>();

  Twins(Model model) {
    this.model = model;
    model.calls().forEach(call -> calls.put(call.name(), call));
  }

  /** Returns a warning for each pair. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    List<Model.Call> single = model.calls().stream().filter(this::isFirstWithWeights).toList();
    for (int i = 0; i < single.size(); i++) {
      for (int j = i + 1; j < single.size(); j++) {
        if (areTwins(single.get(i), single.get(j))) {
          warnings.add(warning(single.get(i), single.get(j)));
        }
      }
    }
    return warnings;
  }

  private boolean isFirstWithWeights(Model.Call call) {
    boolean once = model.calls().stream().filter(c -> c.layer().equals(call.layer())).count() == 1;
    return once && origin(call).isPresent() && !weights(call).isEmpty();
  }

  private List<WeightSpec> weights(Model.Call call) {
    return model.layer(call.layer()).layer().weights(model.firstInputs(call.layer()));
  }

  private boolean areTwins(Model.Call a, Model.Call b) {
    return model.layer(a.layer()).layer().equals(model.layer(b.layer()).layer())
        && model.firstInputs(a.layer()).equals(model.firstInputs(b.layer()))
        && !origin(a).equals(origin(b));
  }

  /** Returns the input of the model that a call reads, if nothing with weights stands between. */
  private Optional<String> origin(Model.Call call) {
    Model.Call at = call;
    while (at.inputs().size() == 1) {
      String source = at.inputs().get(0).source();
      Model.Call before = calls.get(source);
      if (before == null) {
        return Optional.of(source);
      } else if (!weights(before).isEmpty()) {
        return Optional.empty();
      }
      at = before;
    }
    return Optional.empty();
  }

  private static String warning(Model.Call a, Model.Call b) {
    return """
         Warning: layers '%s' and '%s' have equal settings and stand side by side on '%s' and '%s', \
        but each has weights of its own.
         If one layer was meant, call it twice: %s: {type: …, calls: {%s_a: %s, %s_b: %s}}.
        """
        .formatted(
            a.layer(),
            b.layer(),
            a.inputs().get(0),
            b.inputs().get(0),
            a.layer(),
            a.layer(),
            a.inputs().get(0),
            a.layer(),
            b.inputs().get(0));
  }
}
