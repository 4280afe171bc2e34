package dev.barycenter.graph;

import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that another one is put on: everything up to one of its tensors.
 *
 * <p>The layers keep their names, so that weights are found by the same paths before and after, and
 * a phase of training can freeze each of them by itself.
 *
 * @param model what computes the tensor, and nothing else; has one output
 */
public record Backbone(Model model) {

  /** Checks that there is one output. */
  public Backbone {
    if (model.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "A backbone has one output, but '%s' has %d: %s. Cut it at one of them."
              .formatted(
                  model.name(),
                  model.outputs().size(),
                  model.outputs().stream().map(Model.Output::name).toList()));
    }
  }

  /** Returns a model up to the tensor that a layer makes last. */
  public static Backbone cut(Model model, String layer) {
    Model.Ref made =
        model.calls().stream()
            .filter(call -> call.layer().equals(layer) || call.name().equals(layer))
            .reduce((first, second) -> second)
            .map(call -> Model.Ref.to(call.name()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The backbone '%s' has no layer '%s' to be cut at. %s"
                            .formatted(
                                model.name(),
                                layer,
                                Problems.suggestion(
                                    layer,
                                    model.layers().stream().map(Model.Named::name).toList()))));
    return new Backbone(model.part(model.name(), List.of(new Model.Output(layer, made)), Map.of()));
  }

  /** Returns the tensor that the other model is put on. */
  public Model.Ref tensor() {
    return model.outputs().get(0).tensor();
  }

  /** Returns the shape of that tensor. */
  public Shape shape() {
    return model.shape(tensor());
  }

  /** Returns this backbone for examples of another shape, such as larger pictures. */
  public Backbone forInput(Shape shape) {
    Model.Input input = onlyInput();
    return with(List.of(new Model.Input(input.name(), shape, input.integers())), model.calls());
  }

  /**
   * Returns this backbone with every call in inference mode, in training too, as in Keras's {@code
   * base_model(x, training=False)}: batch normalization goes by its moving statistics, which stay
   * as they are, and dropout drops nothing.
   */
  public Backbone inInferenceMode() {
    List<Model.Call> calls = new ArrayList<>();
    for (Model.Call call : model.calls()) {
      Model.Options options =
          new Model.Options(false, call.options().mask(), call.options().causal());
      calls.add(new Model.Call(call.name(), call.layer(), call.inputs(), options));
    }
    return with(model.inputs(), calls);
  }

  /**
   * Returns this backbone reading what some layers make of its input.
   *
   * @param layers each reads the one before it, the first the input
   */
  public Backbone after(List<Model.Named> layers) {
    if (layers.isEmpty()) {
      return this;
    }
    Model.Ref input = Model.Ref.to(onlyInput().name());
    Model.Ref last = input;
    List<Model.Call> calls = new ArrayList<>();
    for (Model.Named layer : layers) {
      calls.add(new Model.Call(layer.name(), layer.name(), List.of(last), Model.Options.NONE));
      last = Model.Ref.to(layer.name());
    }
    for (Model.Call call : model.calls()) {
      calls.add(replaced(call, input, last));
    }
    List<Model.Named> all = new ArrayList<>(layers);
    all.addAll(model.layers());
    return new Backbone(new Model(model.name(), model.inputs(), all, calls, model.outputs()));
  }

  private Model.Input onlyInput() {
    if (model.inputs().size() != 1) {
      throw new IllegalArgumentException(
          "The backbone '%s' has %d inputs: %s. One is expected, whose shape and preprocessing can be set."
              .formatted(
                  model.name(),
                  model.inputs().size(),
                  model.inputs().stream().map(Model.Input::name).toList()));
    }
    return model.inputs().get(0);
  }

  private Backbone with(List<Model.Input> inputs, List<Model.Call> calls) {
    return new Backbone(new Model(model.name(), inputs, model.layers(), calls, model.outputs()));
  }

  /**
   * Returns the whole of this backbone and the model on it.
   *
   * @param head reads the tensor as one of its inputs; its other inputs stay inputs
   * @param input the name of that input
   */
  public Model carry(Model head, String input) {
    List<Model.Input> inputs = new ArrayList<>(model.inputs());
    head.inputs().stream().filter(i -> !i.name().equals(input)).forEach(inputs::add);
    List<Model.Named> layers = new ArrayList<>(model.layers());
    layers.addAll(head.layers());
    List<Model.Call> calls = new ArrayList<>(model.calls());
    Model.Ref free = Model.Ref.to(input);
    head.calls().forEach(call -> calls.add(replaced(call, free, tensor())));
    List<Model.Output> outputs =
        head.outputs().stream()
            .map(
                output ->
                    new Model.Output(output.name(), replaced(output.tensor(), free, tensor())))
            .toList();
    return new Model(head.name(), inputs, layers, calls, outputs);
  }

  /** Returns a call that reads one tensor in place of another. */
  private static Model.Call replaced(Model.Call call, Model.Ref old, Model.Ref by) {
    Model.Ref mask = call.options().mask();
    return new Model.Call(
        call.name(),
        call.layer(),
        call.inputs().stream().map(ref -> replaced(ref, old, by)).toList(),
        new Model.Options(
            call.options().training(),
            mask == null ? null : replaced(mask, old, by),
            call.options().causal()));
  }

  private static Model.Ref replaced(Model.Ref ref, Model.Ref old, Model.Ref by) {
    return ref.equals(old) ? by : ref;
  }
}
