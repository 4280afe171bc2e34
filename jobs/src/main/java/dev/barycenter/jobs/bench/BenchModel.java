package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import java.util.Arrays;
import java.util.Locale;

/**
 * The models of the benchmark. All end in a softmax over classes and train with cross-entropy and
 * Adam at 0.001.
 */
public enum BenchModel {
  /** 784-256-128-10, 235,146 weights. */
  MLP(64),
  /** Two convolutions of 32 and 64 filters with pooling on 28×28, 421,642 weights. */
  CNN(32),
  /** ResNet-14 of 16, 32 and 64 filters on 32×32×3 (He et al., arXiv 1512.03385). */
  RESNET(32),
  /** ResNet-50 with the stride in its 3×3 convolutions, on 64×64×3, 25.6 million weights. */
  RESNET50(8),
  /** Six inverted residual blocks on 32×32×32 (Sandler et al., arXiv 1801.04381). */
  MOBILENET(32),
  /** 64 units over 40 steps of 50 features. */
  LSTM(32),
  /** The same behind a Masking layer; what it masks changes no step's time. */
  MASKED_LSTM(32),
  /** 64 units over 40 steps of 50 features. */
  GRU(32),
  /** One encoder block of width 128, 4 heads, over 64 steps (Vaswani et al., arXiv 1706.03762). */
  TRANSFORMER(32),
  /** Two branches that read inputs of their own. */
  TWO_INPUT(64),
  /** One encoder called on two inputs. */
  SIAMESE(64);

  private final int batch;

  BenchModel(int batch) {
    this.batch = batch;
  }

  /** Returns the name in commands and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the model of the given label. */
  static BenchModel of(String label) {
    return Arrays.stream(values())
        .filter(model -> model.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No model '%s'.".formatted(label)));
  }

  /** Returns the examples of a minibatch. */
  public int batch() {
    return batch;
  }

  /** Builds the model. */
  Model build() {
    return switch (this) {
      case MLP -> DenseModels.mlp(label());
      case CNN -> ImageModels.cnn(label());
      case RESNET -> ImageModels.resnet14(label());
      case RESNET50 -> ImageModels.resnet50(label());
      case MOBILENET -> ImageModels.mobilenet(label());
      case LSTM -> SequenceModels.lstm(label());
      case MASKED_LSTM -> SequenceModels.maskedLstm(label());
      case GRU -> SequenceModels.gru(label());
      case TRANSFORMER -> SequenceModels.transformer(label());
      case TWO_INPUT -> DenseModels.twoInput(label());
      case SIAMESE -> DenseModels.siamese(label());
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
