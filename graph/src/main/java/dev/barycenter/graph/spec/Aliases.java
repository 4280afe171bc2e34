package dev.barycenter.graph.spec;

import dev.barycenter.graph.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names that stand for tensors of other names, such as that of a block for what it makes. */
final class Aliases {
  private final Map<String, List<Model.Ref>> tensors = new HashMap<>();

  /** Returns whether the name was free. */
  boolean add(String name, List<Model.Ref> made) {
    return tensors.putIfAbsent(name, List.copyOf(made)) == null;
  }

  /** Returns a call that reads no alias. */
  EntryCall resolve(EntryCall entry) {
    Model.Call call = entry.call();
    Model.Options options = call.options();
    Model.Ref mask = options.mask();
    Model.Call resolved =
        new Model.Call(
            call.name(),
            call.layer(),
            call.inputs().stream().map(this::resolve).toList(),
            mask == null
                ? options
                : new Model.Options(options.training(), resolve(mask), options.causal()));
    return new EntryCall(resolved, entry.place());
  }

  /** Returns the tensor that a reference stands for; a circle of aliases stands for itself. */
  Model.Ref resolve(Model.Ref ref) {
    Model.Ref found = ref;
    for (int steps = 0; steps <= tensors.size(); steps++) {
      List<Model.Ref> made = tensors.get(found.source());
      if (made == null || found.index() >= made.size()) {
        return found;
      }
      found = made.get(found.index());
    }
    return ref;
  }
}
