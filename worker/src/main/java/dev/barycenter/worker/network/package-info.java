/**
 * The replica that is a compiled model: a Deeplearning4j network, its optimizer and its metrics.
 */
@NullMarked
package dev.barycenter.worker.network;

import org.jspecify.annotations.NullMarked;
