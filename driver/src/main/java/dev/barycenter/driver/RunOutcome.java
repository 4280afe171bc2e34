package dev.barycenter.driver;

import dev.barycenter.driver.event.RunEvent.Ending;

/**
 * How a run has ended.
 *
 * @param state the last; after early stopping its weights are those of the best epoch
 * @param ending why
 */
public record RunOutcome(RunState state, Ending ending) {}
