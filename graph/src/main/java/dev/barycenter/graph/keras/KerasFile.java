package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a Keras file holds, read and checked as a container; what it means is another matter.
 *
 * @param name the file, for messages
 * @param configuration the model with its build and compile settings, as {@code to_json()} gives
 *     it; absent in a file of weights only
 * @param kerasVersion the version that wrote the file, such as {@code 3.15.1}; empty if it does not
 *     say
 * @param weights the arrays, with the state of the optimizer
 */
public record KerasFile(
    String name, Optional<JsonNode> configuration, String kerasVersion, StoredWeights weights) {}
