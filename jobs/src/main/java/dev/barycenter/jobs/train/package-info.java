/** The training job: from a spec and its data to a run folder. */
@NullMarked
package dev.barycenter.jobs.train;

import org.jspecify.annotations.NullMarked;
