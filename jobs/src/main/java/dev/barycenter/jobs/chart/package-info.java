/**
 * Pictures of numbers, as SVG that needs no fonts or graphics of the machine.
 *
 * <dl>
 *   <dt>axis
 *   <dd>the numbers, or the names, along one side
 *   <dt>plot
 *   <dd>what is drawn between two axes
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.chart;

import org.jspecify.annotations.NullMarked;
