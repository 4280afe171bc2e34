package dev.barycenter.jobs.bench.stock;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** The benchmark's models as a user of Deeplearning4j would write them. */
public final class StockModels {
  private static final Map<String, Supplier<StockModel>> MODELS =
      Map.of(
          "mlp", StockModels::mlp,
          "cnn", StockImages::cnn,
          "resnet", StockImages::resnet14,
          "resnet50", StockImages::resnet50,
          "mobilenet", StockImages::mobilenet,
          "lstm", StockSequences::lstm,
          "transformer", StockSequences::transformer,
          "two-input", StockModels::twoInput,
          "siamese", StockModels::siamese);

  private StockModels() {}

  /** Returns whether Deeplearning4j has the layers of a model. */
  public static boolean has(String model) {
    return MODELS.containsKey(model);
  }

  /** Returns the training of a model on one minibatch of random numbers; a call is a step. */
  public static Optional<Runnable> training(String model, int batch) {
    return Optional.ofNullable(MODELS.get(model)).map(made -> made.get().training(batch));
  }

  private static StockModel mlp() {
    return new StockModel()
        .input("in", InputType.feedForward(784), 784)
        .dense("d1", 256, "in")
        .dense("d2", 128, "d1")
        .classes(10, "d2");
  }

  private static StockModel twoInput() {
    return new StockModel()
        .input("pixels", InputType.feedForward(784), 784)
        .input("facts", InputType.feedForward(32), 32)
        .dense("p", 256, "pixels")
        .dense("f", 64, "facts")
        .merge("both", "p", "f")
        .dense("d", 128, "both")
        .classes(10, "d");
  }

  /** A layer of Deeplearning4j has one input: the two examples go through it as one minibatch. */
  private static StockModel siamese() {
    return new StockModel()
        .input("left", InputType.feedForward(784), 784)
        .input("right", InputType.feedForward(784), 784)
        .stack("stacked", "left", "right")
        .dense("wide", 256, "stacked")
        .dense("code", 128, "wide")
        .unstack("l", 0, 2, "code")
        .unstack("r", 1, 2, "code")
        .merge("both", "l", "r")
        .classes(2, "both");
  }
}
