/**
 * Tables and how their columns become the inputs and targets of a model.
 *
 * <dl>
 *   <dt>source
 *   <dd>files of one format that make a table
 *   <dt>split
 *   <dd>the division of a table into training, validation and test rows
 *   <dt>feature
 *   <dd>the columns that make one input or target
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.data;

import org.jspecify.annotations.NullMarked;
