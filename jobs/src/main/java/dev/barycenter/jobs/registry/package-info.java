/**
 * The versions of a model, and which of them serves.
 *
 * <dl>
 *   <dt>registry
 *   <dd>a folder on any file system that Hadoop knows
 *   <dt>version
 *   <dd>a numbered run folder of it; sealed once it is whole
 *   <dt>holdout
 *   <dd>the rows that training never sees, on which versions are compared
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.registry;

import org.jspecify.annotations.NullMarked;
