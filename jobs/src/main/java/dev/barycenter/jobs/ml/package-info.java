/** Training and prediction as stages of Spark ML. */
@NullMarked
package dev.barycenter.jobs.ml;

import org.jspecify.annotations.NullMarked;
