/**
 * Settings as values: one binding between records and their Keras arguments, for every notation.
 *
 * <p>A record's components are its arguments: {@code useBias} is written {@code use_bias}. Defaults
 * stand once, in {@link dev.barycenter.graph.config.Default}.
 */
@NullMarked
package dev.barycenter.graph.config;

import org.jspecify.annotations.NullMarked;
