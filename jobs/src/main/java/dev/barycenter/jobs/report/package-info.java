/**
 * The page that a run leaves for people: its curves, from the lines of {@code metrics.jsonl}.
 *
 * <dl>
 *   <dt>series
 *   <dd>one number along the global steps
 *   <dt>chart
 *   <dd>series that share their axes
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.report;

import org.jspecify.annotations.NullMarked;
