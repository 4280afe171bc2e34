package dev.barycenter.graph.config;

/**
 * Something wrong in a configuration.
 *
 * @param place where it stands, as a JSON pointer such as {@code /model/layers/conv/padding}; empty
 *     for the whole configuration
 * @param message what was found, what was expected and how to fix it
 */
public record Problem(String place, String message) {}
