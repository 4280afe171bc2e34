package dev.barycenter.graph;

import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model cut in two where training begins to have an effect: what frozen layers make of an example
 * is always the same, so it can be computed once and kept.
 *
 * @param frozen the layers before the cut; its outputs are named after the tensors that are cut
 * @param rest the layers after the cut; its inputs are the outputs of {@code frozen}, and those
 *     inputs of the model that it reads itself
 */
public record FrozenPart(Model frozen, Model rest) {
  /** Features of more than so many numbers for each number of the inputs are not worth the room. */
  private static final long GROWTH = 4;

  /**
   * Cuts a model at the last tensors that depend only on frozen layers, on nothing random and on no
   * input that changes; they have a fixed shape and no mask.
   *
   * @param changing the inputs whose values differ from epoch to epoch, such as augmented pictures
   * @return nothing where no layer with weights comes before the cut, where what is cut is much
   *     larger than the inputs that it is made of, and where the model returns a frozen tensor
   */
  public static Optional<FrozenPart> of(Model model, Set<String> changing) {
    Set<Model.Ref> constant = new Constants(model, changing).tensors();
    Set<Model.Ref> cut = new LinkedHashSet<>();
    Set<String> inputs = new TreeSet<>();
    model.inputs().forEach(input -> inputs.add(input.name()));
    for (Model.Call call : model.calls()) {
      boolean isConstant = constant.contains(Model.Ref.to(call.name()));
      call.inputs().stream()
          .filter(ref -> !isConstant && constant.contains(ref) && !inputs.contains(ref.source()))
          .forEach(cut::add);
      Model.Ref mask = call.options().mask();
      if (!isConstant
          && mask != null
          && !inputs.contains(mask.source())
          && constant.contains(mask)) {
        return Optional.empty();
      }
    }
    if (cut.isEmpty()
        || model.outputs().stream().map(Model.Output::tensor).anyMatch(constant::contains)) {
      return Optional.empty();
    }
    return Optional.of(cut(model, cut)).filter(FrozenPart::isWorthKeeping);
  }

  private static FrozenPart cut(Model model, Set<Model.Ref> cut) {
    List<Model.Output> outputs =
        cut.stream().map(ref -> new Model.Output(ref.toString(), ref)).toList();
    Map<String, Model.Ref> from = new LinkedHashMap<>();
    cut.forEach(ref -> from.put(ref.toString(), ref));
    return new FrozenPart(
        model.part(model.name(), outputs, Map.of()),
        model.part(model.name(), model.outputs(), from));
  }

  private boolean isWorthKeeping() {
    boolean learned =
        frozen.weights().values().stream()
            .anyMatch(weight -> weight.role() == WeightSpec.Role.TRAINABLE);
    long before = frozen.inputs().stream().mapToLong(input -> input.shape().size()).sum();
    long after =
        frozen.outputs().stream().mapToLong(out -> frozen.shape(out.tensor()).size()).sum();
    return learned && after <= GROWTH * before;
  }

  /** The tensors that are a function of the example alone, throughout a training. */
  private record Constants(Model model, Set<String> changing) {
    Set<Model.Ref> tensors() {
      Set<Model.Ref> masked = MaskedTensors.of(model);
      Set<Model.Ref> constant = new LinkedHashSet<>();
      for (Model.Input input : model.inputs()) {
        if (!changing.contains(input.name()) && input.shape().isKnown()) {
          constant.add(Model.Ref.to(input.name()));
        }
      }
      for (Model.Call call : model.calls()) {
        List<Model.Ref> made =
            model.shapes().keySet().stream()
                .filter(ref -> ref.source().equals(call.name()))
                .toList();
        boolean fixed =
            made.stream().allMatch(ref -> model.shape(ref).isKnown() && !masked.contains(ref));
        if (fixed
            && constant.containsAll(call.inputs())
            && call.options().mask() == null
            && isFrozen(call.layer())
            && isPure(call)) {
          constant.addAll(made);
        }
      }
      return constant;
    }

    private boolean isFrozen(String layer) {
      return model.weights().entrySet().stream()
          .filter(weight -> weight.getKey().startsWith(layer + "/"))
          .allMatch(
              weight ->
                  weight.getValue().role() == WeightSpec.Role.CONSTANT
                      || !model.isMoving(weight.getKey()));
    }

    private boolean isPure(Model.Call call) {
      Layer layer = model.layer(call.layer()).layer();
      boolean random = layer.isRandom() && !Boolean.FALSE.equals(call.options().training());
      return !random && !addsToTheLoss(layer);
    }

    private static boolean addsToTheLoss(Layer layer) {
      return layer.activityRegularizer() != null
          || (layer instanceof SubModel sub
              && sub.model().layers().stream().anyMatch(inner -> addsToTheLoss(inner.layer())));
    }
  }
}
