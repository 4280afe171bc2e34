package dev.barycenter.graph.layer;

import static dev.barycenter.graph.layer.Function.single;
import static dev.barycenter.graph.layer.Function.unary;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/** Functions of {@code keras.ops.nn}. */
final class NeuralFunctions {
  private static final String NN = "keras.src.ops.nn";

  static final List<Function> ALL =
      List.of(
          single(NN, "Celu", NeuralFunctions::celu).with("alpha=1.0"),
          single(NN, "Elu", call -> Activation.elu(call.ops(), call.x(), call.real("alpha")))
              .with("alpha=1.0"),
          single(
                  NN,
                  "Gelu",
                  call -> Activation.gelu(call.ops(), call.x(), call.flag("approximate")))
              .with("approximate=true"),
          single(NN, "Glu", NeuralFunctions::glu).with("axis=-1"),
          single(
                  NN,
                  "HardShrink",
                  call -> Activation.hardShrink(call.ops(), call.x(), call.real("threshold")))
              .with("threshold=0.5"),
          unary(NN, "HardSigmoid", Activation.HARD_SIGMOID::apply),
          unary(NN, "HardSilu", Activation.HARD_SILU::apply),
          unary(NN, "HardTanh", Activation.HARD_TANH::apply),
          single(
                  NN,
                  "LeakyRelu",
                  call -> Activation.leakyRelu(call.ops(), call.x(), call.real("negative_slope")))
              .with("negative_slope=0.2"),
          unary(NN, "LogSigmoid", Activation.LOG_SIGMOID::apply),
          single(
                  NN,
                  "LogSoftmax",
                  call ->
                      call.ops()
                          .subtract(
                              call.x(),
                              call.ops().logSumExp(call.x(), call.axis("axis", call.x()), true)))
              .with("axis=-1"),
          single(NN, "Normalize", NeuralFunctions::normalize)
              .with("axis=-1", "order=2", "epsilon=null"),
          single(NN, "OneHot", NeuralFunctions::oneHot)
              .with("num_classes", "axis=-1", "dtype=null", "sparse=false"),
          unary(NN, "Relu", Ops::relu),
          unary(NN, "Relu6", Activation.RELU6::apply),
          unary(NN, "Selu", Activation.SELU::apply),
          unary(NN, "Sigmoid", Ops::sigmoid),
          unary(NN, "Silu", Activation.SILU::apply),
          single(
                  NN,
                  "SoftShrink",
                  call -> Activation.softShrink(call.ops(), call.x(), call.real("threshold")))
              .with("threshold=0.5"),
          single(NN, "Softmax", call -> call.ops().softmax(call.x(), call.axis("axis", call.x())))
              .with("axis=-1"),
          unary(NN, "Softplus", Activation.SOFTPLUS::apply),
          unary(NN, "Softsign", Activation.SOFTSIGN::apply),
          unary(NN, "SparsePlus", Activation.SPARSE_PLUS::apply),
          unary(NN, "SparseSigmoid", Activation.SPARSE_SIGMOID::apply),
          single(
                  NN,
                  "Squareplus",
                  call -> Activation.squareplus(call.ops(), call.x(), call.real("b")))
              .with("b=4"),
          unary(NN, "TanhShrink", Activation.TANH_SHRINK::apply),
          single(NN, "Threshold", NeuralFunctions::threshold).with("threshold", "default_value"));

  private NeuralFunctions() {}

  private static Value celu(FunctionCall call) {
    double alpha = call.real("alpha");
    Value below = Activation.elu(call.ops(), call.ops().scale(call.x(), 1 / alpha), alpha);
    Value above = call.ops().scale(call.ops().relu(call.x()), 1 - 1 / alpha);
    return call.ops().add(below, above);
  }

  private static Value glu(FunctionCall call) {
    int axis = call.axis("axis", call.x());
    call.only(call.x().dim(axis) % 2 == 0, "axis", "an axis of even length");
    return Activation.glu(call.ops(), call.x(), axis);
  }

  private static Value threshold(FunctionCall call) {
    Value above = call.ops().greater(call.x(), call.ops().constant(call.real("threshold")));
    return call.ops().where(above, call.x(), call.ops().constant(call.real("default_value")));
  }

  private static Value oneHot(FunctionCall call) {
    call.only(call.integer("axis") == -1, "axis", "-1");
    call.only(!call.flag("sparse"), "sparse", "false");
    return call.ops().oneHot(call.x(), call.integer("num_classes"));
  }

  private static Value normalize(FunctionCall call) {
    call.only(call.integer("order") == 2, "order", "2");
    double epsilon = call.setting("epsilon").isNull() ? Constraint.EPSILON : call.real("epsilon");
    return Normalized.unit(call.ops(), call.x(), epsilon, call.axes("axis", call.x()));
  }
}
