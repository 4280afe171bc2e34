/** Training a model again on what is new, and promoting it if it is better. */
@NullMarked
package dev.barycenter.jobs.retrain;

import org.jspecify.annotations.NullMarked;
