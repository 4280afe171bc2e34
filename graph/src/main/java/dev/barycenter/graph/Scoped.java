package dev.barycenter.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the name of a use in front of the names of the layers that a block made. */
final class Scoped {
  private final String use;
  private final List<Tensor> boundary;
  private final Map<Tensor.Applied, Tensor.Applied> renamed = new HashMap<>();
  private final Map<SharedLayer, SharedLayer> layers = new HashMap<>();

  Scoped(String use, List<Tensor> boundary) {
    this.use = use;
    this.boundary = boundary;
  }

  Tensor rename(Tensor tensor) {
    if (boundary.contains(tensor) || !(tensor.source() instanceof Tensor.Applied call)) {
      return tensor;
    }
    Tensor.Applied known = renamed.get(call);
    Tensor.Applied inner = known == null ? rename(call) : known;
    return Tensor.outputs(inner).get(tensor.index());
  }

  private Tensor.Applied rename(Tensor.Applied call) {
    Tensor.Applied made =
        new Tensor.Applied(
            layers.computeIfAbsent(call.layer(), layer -> layer.within(use)),
            call.inputs().stream().map(this::rename).toList(),
            call.options(),
            call.mask().stream().map(this::rename).toList());
    renamed.put(call, made);
    return made;
  }
}
