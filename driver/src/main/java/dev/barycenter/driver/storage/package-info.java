/** The files of a run folder, wherever it is: they appear whole or not at all. */
@NullMarked
package dev.barycenter.driver.storage;

import org.jspecify.annotations.NullMarked;
