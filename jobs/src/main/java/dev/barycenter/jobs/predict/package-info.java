/** Applying a trained model to tables. */
@NullMarked
package dev.barycenter.jobs.predict;

import org.jspecify.annotations.NullMarked;
