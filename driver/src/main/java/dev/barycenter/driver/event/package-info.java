/** What happens in a run, as values, and who listens to it. */
@NullMarked
package dev.barycenter.driver.event;

import org.jspecify.annotations.NullMarked;
