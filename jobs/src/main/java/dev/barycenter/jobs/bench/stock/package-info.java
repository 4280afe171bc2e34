/** The benchmark's models in Deeplearning4j's own layers, to be measured beside ours. */
@NullMarked
package dev.barycenter.jobs.bench.stock;

import org.jspecify.annotations.NullMarked;
