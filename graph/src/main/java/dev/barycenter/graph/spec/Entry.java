package dev.barycenter.graph.spec;

import dev.barycenter.graph.layer.Layer;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of one layer.
 *
 * @param layer the layer; null if it could not be read
 * @param place where it stands
 */
record Entry(String name, @Nullable Layer layer, boolean trainable, String place) {}
