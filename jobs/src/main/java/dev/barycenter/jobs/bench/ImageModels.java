package dev.barycenter.jobs.bench;

import static dev.barycenter.jobs.bench.DenseModels.dense;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.Sequential;
import dev.barycenter.graph.Tensor;
import dev.barycenter.graph.layer.Add;
import dev.barycenter.graph.layer.BatchNormalization;
import dev.barycenter.graph.layer.Conv2D;
import dev.barycenter.graph.layer.DepthwiseConv2D;
import dev.barycenter.graph.layer.Flatten;
import dev.barycenter.graph.layer.GlobalAveragePooling2D;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.MaxPooling2D;
import dev.barycenter.graph.layer.ReLU;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;

/** The benchmark's convolutional models, channels last. */
final class ImageModels {
  private static final Layer RELU = Layer.FAMILY.create(ReLU.class, Map.of());
  private static final Layer RELU6 = Layer.FAMILY.create(ReLU.class, Map.of("max_value", 6.0));

  private ImageModels() {}

  static Model cnn(String name) {
    return Sequential.of(
        name,
        Shape.of(28, 28, 1),
        relu(32),
        Layer.FAMILY.create(MaxPooling2D.class, Map.of()),
        relu(64),
        Layer.FAMILY.create(MaxPooling2D.class, Map.of()),
        Layer.FAMILY.create(Flatten.class, Map.of()),
        dense(128, "relu"),
        dense(10, "softmax"));
  }

  private static Layer relu(int filters) {
    return Layer.FAMILY.create(
        Conv2D.class,
        Map.of("filters", filters, "kernel_size", 3, "padding", "same", "activation", "relu"));
  }

  private static Layer conv(int filters, int size, int stride, boolean bias) {
    return Layer.FAMILY.create(
        Conv2D.class,
        Map.of(
            "filters", filters,
            "kernel_size", size,
            "strides", stride,
            "padding", "same",
            "use_bias", bias));
  }

  private static Tensor normalized(Tensor x) {
    return x.then(Layer.FAMILY.create(BatchNormalization.class, Map.of()));
  }

  private static Tensor convolved(Tensor x, int filters, int size, int stride) {
    return normalized(x.then(conv(filters, size, stride, false)));
  }

  private static Model classifier(String name, Tensor input, Tensor x, int classes) {
    Tensor pooled = x.then(Layer.FAMILY.create(GlobalAveragePooling2D.class, Map.of()));
    return Model.of(name, List.of(input), List.of(pooled.then(dense(classes, "softmax"))));
  }

  static Model resnet14(String name) {
    Tensor input = Tensor.input("image", Shape.of(32, 32, 3));
    Tensor x = input.then(conv(16, 3, 1, true));
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 2; block++) {
        boolean projected = block == 0;
        x = basicBlock(x, 16 << stage, stage > 0 && projected ? 2 : 1, projected);
      }
    }
    return classifier(name, input, x, 10);
  }

  private static Tensor basicBlock(Tensor x, int filters, int stride, boolean projected) {
    Tensor first = convolved(x, filters, 3, stride).then(RELU);
    Tensor shortcut = projected ? x.then(conv(filters, 1, stride, true)) : x;
    return Tensor.join(new Add(), convolved(first, filters, 3, 1), shortcut).then(RELU);
  }

  static Model resnet50(String name) {
    Tensor input = Tensor.input("image", Shape.of(64, 64, 3));
    Map<String, Object> pool = Map.of("pool_size", 3, "strides", 2, "padding", "same");
    Tensor x = convolved(input, 64, 7, 2).then(RELU).then(MaxPooling2D.class, pool);
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        x = bottleneck(x, 64 << stage, stage > 0 && block == 0 ? 2 : 1, block == 0);
      }
    }
    return classifier(name, input, x, 1000);
  }

  private static Tensor bottleneck(Tensor x, int width, int stride, boolean projected) {
    Tensor narrow = convolved(x, width, 1, 1).then(RELU);
    Tensor deep = convolved(convolved(narrow, width, 3, stride).then(RELU), 4 * width, 1, 1);
    Tensor shortcut = projected ? convolved(x, 4 * width, 1, stride) : x;
    return Tensor.join(new Add(), deep, shortcut).then(RELU);
  }

  static Model mobilenet(String name) {
    Tensor input = Tensor.input("image", Shape.of(32, 32, 3));
    Tensor x = convolved(input, 32, 3, 1).then(RELU6);
    for (int block = 0; block < 6; block++) {
      Tensor wide = convolved(x, 192, 1, 1).then(RELU6);
      Map<String, Object> depthwise =
          Map.of("kernel_size", 3, "padding", "same", "use_bias", false);
      Tensor deep = normalized(wide.then(DepthwiseConv2D.class, depthwise)).then(RELU6);
      x = Tensor.join(new Add(), x, convolved(deep, 32, 1, 1));
    }
    return classifier(name, input, x, 10);
  }
}
