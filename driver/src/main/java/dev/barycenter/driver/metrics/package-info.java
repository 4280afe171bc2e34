/**
 * The numbers of a run for programs: their catalogue, a file of JSON lines, and files for
 * TensorBoard.
 */
@NullMarked
package dev.barycenter.driver.metrics;

import org.jspecify.annotations.NullMarked;
