/** The numbers of a run for people and programs: a file of JSON lines, and a line on the screen. */
@NullMarked
package dev.barycenter.driver.metrics;

import org.jspecify.annotations.NullMarked;
