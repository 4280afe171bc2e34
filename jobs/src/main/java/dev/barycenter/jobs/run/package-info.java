/** The folder that a run leaves, and the model in it. */
@NullMarked
package dev.barycenter.jobs.run;

import org.jspecify.annotations.NullMarked;
