package dev.barycenter.jobs.bench;

import static dev.barycenter.jobs.bench.DenseModels.dense;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.Sequential;
import dev.barycenter.graph.Tensor;
import dev.barycenter.graph.layer.Add;
import dev.barycenter.graph.layer.GRU;
import dev.barycenter.graph.layer.GlobalAveragePooling1D;
import dev.barycenter.graph.layer.LSTM;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.LayerNormalization;
import dev.barycenter.graph.layer.Masking;
import dev.barycenter.graph.layer.MultiHeadAttention;
import dev.barycenter.graph.layer.Shape;
import java.util.List;
import java.util.Map;

/** The benchmark's models of sequences, of shape (time, features). */
final class SequenceModels {
  private static final int WIDTH = 128;
  private static final int HEADS = 4;
  private static final Shape SEQUENCE = Shape.of(40, 50);

  private SequenceModels() {}

  static Model lstm(String name) {
    return Sequential.of(name, SEQUENCE, recurrent(LSTM.class), dense(10, "softmax"));
  }

  static Model maskedLstm(String name) {
    Layer masking = Layer.FAMILY.create(Masking.class, Map.of());
    return Sequential.of(name, SEQUENCE, masking, recurrent(LSTM.class), dense(10, "softmax"));
  }

  static Model gru(String name) {
    return Sequential.of(name, SEQUENCE, recurrent(GRU.class), dense(10, "softmax"));
  }

  private static Layer recurrent(Class<? extends Layer> layer) {
    return Layer.FAMILY.create(layer, Map.of("units", 64));
  }

  static Model transformer(String name) {
    Tensor input = Tensor.input("sequence", Shape.of(64, WIDTH));
    Layer attention =
        Layer.FAMILY.create(
            MultiHeadAttention.class, Map.of("num_heads", HEADS, "key_dim", WIDTH / HEADS));
    Tensor seen = normalized(input, Tensor.join(attention, input, input));
    Tensor thought = seen.then(dense(512, "relu")).then(dense(WIDTH, "linear"));
    Tensor pooled =
        normalized(seen, thought).then(Layer.FAMILY.create(GlobalAveragePooling1D.class, Map.of()));
    return Model.of(name, List.of(input), List.of(pooled.then(dense(10, "softmax"))));
  }

  private static Tensor normalized(Tensor x, Tensor change) {
    return Tensor.join(new Add(), x, change)
        .then(Layer.FAMILY.create(LayerNormalization.class, Map.of()));
  }
}
