package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;
import org.nd4j.shade.jackson.databind.annotation.JsonSerialize;

/**
 * Calls of a model that are compiled together.
 *
 * @param part the calls as a model of their own; its inputs are named after the tensors they read
 * @param inputs what enters, values before masks
 * @param learned for each input, whether something before it is trained, so that its gradient is
 *     needed
 * @param outputs what leaves
 */
@JsonSerialize(using = RegionJson.Writer.class)
@JsonDeserialize(using = RegionJson.Reader.class)
record Region(Model part, List<Port> inputs, List<Boolean> learned, List<Port> outputs)
    implements Serializable {

  /** Returns the tensors that a call reads, an explicit mask included. */
  static Set<Model.Ref> reads(Model.Call call) {
    Set<Model.Ref> reads = new LinkedHashSet<>(call.inputs());
    if (call.options().mask() != null) {
      reads.add(call.options().mask());
    }
    return reads;
  }

  /** Returns the name of the vertex: that of the region's last call. */
  String name() {
    return part.calls().get(part.calls().size() - 1).name();
  }

  /**
   * Cuts a region out of a model.
   *
   * @param model the whole model
   * @param calls the region's calls, in order
   * @param masked the tensors of the model that have a mask
   * @param trained the tensors of the model on which a trained weight has an influence
   */
  static Region of(
      Model model, List<Model.Call> calls, Set<Model.Ref> masked, Set<Model.Ref> trained) {
    List<String> inside = calls.stream().map(Model.Call::name).toList();
    Set<Model.Ref> entering = new LinkedHashSet<>();
    calls.forEach(
        call ->
            reads(call).stream()
                .filter(ref -> !inside.contains(ref.source()))
                .forEach(entering::add));
    List<Port> inputs = new ArrayList<>(entering.stream().map(Port::value).toList());
    entering.stream().filter(masked::contains).map(Port::mask).forEach(inputs::add);
    List<Boolean> learned =
        inputs.stream().map(port -> !port.mask() && trained.contains(port.tensor())).toList();
    List<Port> outputs = leaving(model, inside, masked);
    return new Region(part(model, calls, entering, outputs), inputs, learned, outputs);
  }

  /** Returns a whole model as a region; nothing before it is trained. */
  static Region whole(Model model, Set<Model.Ref> masked) {
    List<Port> inputs =
        model.inputs().stream().map(input -> Port.value(Model.Ref.to(input.name()))).toList();
    Set<Model.Ref> leaving = new LinkedHashSet<>();
    model.outputs().forEach(output -> leaving.add(output.tensor()));
    List<Port> outputs = new ArrayList<>(leaving.stream().map(Port::value).toList());
    leaving.stream().filter(masked::contains).map(Port::mask).forEach(outputs::add);
    return new Region(model, inputs, Collections.nCopies(inputs.size(), false), outputs);
  }

  private static List<Port> leaving(Model model, List<String> inside, Set<Model.Ref> masked) {
    Set<Model.Ref> leaving = new LinkedHashSet<>();
    for (Model.Call call : model.calls()) {
      if (!inside.contains(call.name())) {
        reads(call).stream().filter(ref -> inside.contains(ref.source())).forEach(leaving::add);
      }
    }
    model.outputs().stream()
        .map(Model.Output::tensor)
        .filter(ref -> inside.contains(ref.source()))
        .forEach(leaving::add);
    List<Port> outputs = new ArrayList<>(leaving.stream().map(Port::value).toList());
    leaving.stream().filter(masked::contains).map(Port::mask).forEach(outputs::add);
    return outputs;
  }

  private static Model part(
      Model model, List<Model.Call> calls, Set<Model.Ref> entering, List<Port> outputs) {
    List<Model.Input> inputs = new ArrayList<>();
    for (Model.Ref ref : entering) {
      inputs.add(new Model.Input(ref.toString(), model.shape(ref)));
    }
    List<Model.Call> renamed = new ArrayList<>();
    for (Model.Call call : calls) {
      List<Model.Ref> reads = call.inputs().stream().map(ref -> local(ref, entering)).toList();
      Model.Ref mask = call.options().mask();
      Model.Options options =
          new Model.Options(
              call.options().training(),
              mask == null ? null : local(mask, entering),
              call.options().causal());
      renamed.add(new Model.Call(call.name(), call.layer(), reads, options));
    }
    Set<String> used = new LinkedHashSet<>(calls.stream().map(Model.Call::layer).toList());
    return new Model(
        model.name(),
        inputs,
        model.layers().stream().filter(layer -> used.contains(layer.name())).toList(),
        renamed,
        outputs.stream()
            .filter(port -> !port.mask())
            .map(port -> new Model.Output(port.vertex(), port.tensor()))
            .toList());
  }

  private static Model.Ref local(Model.Ref ref, Set<Model.Ref> entering) {
    return entering.contains(ref) ? Model.Ref.to(ref.toString()) : ref;
  }

  /** Returns the tensor of the part that holds what enters through the given input. */
  static Model.Ref entry(Port port) {
    return Model.Ref.to(port.tensor().toString());
  }
}
