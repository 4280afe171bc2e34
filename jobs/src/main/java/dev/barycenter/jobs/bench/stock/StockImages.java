package dev.barycenter.jobs.bench.stock;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/** The convolutional models, channels first, as Deeplearning4j has them by default. */
final class StockImages {
  private StockImages() {}

  static StockModel cnn() {
    return new StockModel()
        .input("in", InputType.convolutional(28, 28, 1), 1, 28, 28)
        .layer("c1", conv(32, 3, 1, true, Activation.RELU), "in")
        .layer("p1", pool(2, 2), "c1")
        .layer("c2", conv(64, 3, 1, true, Activation.RELU), "p1")
        .layer("p2", pool(2, 2), "c2")
        .dense("d", 128, "p2")
        .classes(10, "d");
  }

  private static ConvolutionLayer conv(
      int filters, int size, int stride, boolean bias, Activation activation) {
    return new ConvolutionLayer.Builder(size, size)
        .stride(stride, stride)
        .nOut(filters)
        .hasBias(bias)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  private static SubsamplingLayer pool(int size, int stride) {
    return new SubsamplingLayer.Builder()
        .kernelSize(size, size)
        .stride(stride, stride)
        .convolutionMode(ConvolutionMode.Same)
        .build();
  }

  /** Adds a convolution, batch normalization, and an activation. */
  private static void convolved(
      StockModel model,
      String name,
      int filters,
      int size,
      int stride,
      Activation activation,
      String input) {
    model
        .layer(name + "c", conv(filters, size, stride, false, Activation.IDENTITY), input)
        .layer(name + "n", new BatchNormalization.Builder().build(), name + "c")
        .activation(name, activation, name + "n");
  }

  private static StockModel classifier(StockModel model, String input, int classes) {
    return model
        .layer("pooled", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input)
        .classes(classes, "pooled");
  }

  static StockModel resnet14() {
    StockModel model =
        new StockModel()
            .input("in", InputType.convolutional(32, 32, 3), 3, 32, 32)
            .layer("x", conv(16, 3, 1, true, Activation.IDENTITY), "in");
    String x = "x";
    for (int block = 0; block < 6; block++) {
      String name = "b" + block;
      int filters = 16 << (block / 2);
      boolean projected = block % 2 == 0;
      int stride = projected && block > 0 ? 2 : 1;
      convolved(model, name + "a", filters, 3, stride, Activation.RELU, x);
      convolved(model, name + "b", filters, 3, 1, Activation.IDENTITY, name + "a");
      if (projected) {
        model.layer(name + "s", conv(filters, 1, stride, true, Activation.IDENTITY), x);
      }
      model.add(name + "sum", name + "b", projected ? name + "s" : x);
      x = name + "r";
      model.activation(x, Activation.RELU, name + "sum");
    }
    return classifier(model, x, 10);
  }

  static StockModel resnet50() {
    StockModel model = new StockModel().input("in", InputType.convolutional(64, 64, 3), 3, 64, 64);
    convolved(model, "stem", 64, 7, 2, Activation.RELU, "in");
    model.layer("x", pool(3, 2), "stem");
    String x = "x";
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        x = bottleneck(model, "s" + stage + "b" + block, x, 64 << stage, stride, block == 0);
      }
    }
    return classifier(model, x, 1000);
  }

  private static String bottleneck(
      StockModel model, String name, String x, int width, int stride, boolean projected) {
    convolved(model, name + "a", width, 1, 1, Activation.RELU, x);
    convolved(model, name + "b", width, 3, stride, Activation.RELU, name + "a");
    convolved(model, name + "c", 4 * width, 1, 1, Activation.IDENTITY, name + "b");
    if (projected) {
      convolved(model, name + "s", 4 * width, 1, stride, Activation.IDENTITY, x);
    }
    model.add(name + "sum", name + "c", projected ? name + "s" : x);
    model.activation(name, Activation.RELU, name + "sum");
    return name;
  }

  static StockModel mobilenet() {
    StockModel model = new StockModel().input("in", InputType.convolutional(32, 32, 3), 3, 32, 32);
    convolved(model, "x", 32, 3, 1, Activation.RELU6, "in");
    String x = "x";
    for (int block = 0; block < 6; block++) {
      String name = "b" + block;
      convolved(model, name + "w", 192, 1, 1, Activation.RELU6, x);
      model
          .layer(name + "d", depthwise(), name + "w")
          .layer(name + "dn", new BatchNormalization.Builder().build(), name + "d")
          .activation(name + "dr", Activation.RELU6, name + "dn");
      convolved(model, name + "p", 32, 1, 1, Activation.IDENTITY, name + "dr");
      model.add(name, x, name + "p");
      x = name;
    }
    return classifier(model, x, 10);
  }

  private static DepthwiseConvolution2D depthwise() {
    return new DepthwiseConvolution2D.Builder(3, 3)
        .depthMultiplier(1)
        .hasBias(false)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.IDENTITY)
        .build();
  }
}
