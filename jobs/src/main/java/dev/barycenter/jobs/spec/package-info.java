/** The sections of a spec beside the model: how it is trained, and what does not fit together. */
@NullMarked
package dev.barycenter.jobs.spec;

import org.jspecify.annotations.NullMarked;
