/**
 * Checkpoints: the states of a run as files that appear whole, know whose they are, and notice
 * damage.
 *
 * <dl>
 *   <dt>identity
 *   <dd>what a run and its checkpoints must agree on: the spec, the seed, the number of replicas
 *   <dt>damaged
 *   <dd>of another digest than the one at its end: cut off or changed
 * </dl>
 */
@NullMarked
package dev.barycenter.driver.checkpoint;

import org.jspecify.annotations.NullMarked;
