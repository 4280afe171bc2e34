/**
 * The command line: what people start.
 *
 * <dl>
 *   <dt>job
 *   <dd>one subcommand: train, evaluate, predict, summary
 *   <dt>spec
 *   <dd>the file that says which model is trained, how, and on which data
 *   <dt>run
 *   <dd>one training and the folder that it leaves
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs;

import org.jspecify.annotations.NullMarked;
