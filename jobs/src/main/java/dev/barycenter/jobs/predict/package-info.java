/** Applying a trained model to tables: predictions and evaluation. */
@NullMarked
package dev.barycenter.jobs.predict;

import org.jspecify.annotations.NullMarked;
