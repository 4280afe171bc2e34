package dev.barycenter.graph.keras;

/**
 * Keras's address of a tensor, its {@code keras_history}.
 *
 * @param operation the name of the layer or operation that made it
 * @param node which call of it, from 0
 * @param tensor which output of the call, from 0
 */
record History(String operation, int node, int tensor) {}
