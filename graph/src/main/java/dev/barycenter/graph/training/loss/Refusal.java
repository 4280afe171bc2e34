package dev.barycenter.graph.training.loss;

/** Why some of Keras's losses are not here. */
final class Refusal {
  static final String CTC =
      "it aligns sequences of different lengths, which needs a dynamic program of its own. Give every time step a label and use sparse_categorical_crossentropy.";
  static final String CIRCLE =
      "it compares the examples of a minibatch with each other, so that its value depends on how replicas cut the data. Train pairs with two inputs and binary_crossentropy or cosine_similarity.";

  private Refusal() {}
}
