/** What is wrong with a cluster or its settings, before anything is trained on it. */
@NullMarked
package dev.barycenter.jobs.doctor;

import org.jspecify.annotations.NullMarked;
