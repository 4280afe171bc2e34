package dev.barycenter.driver;

import dev.barycenter.driver.event.RunListener;
import java.time.InstantSource;

/**
 * What a run works with.
 *
 * @param segments runs its rounds
 * @param validation judges the model at the end of each epoch
 * @param metrics turns counts into numbers
 * @param checkpoints keeps its states
 * @param listener is told what happens
 * @param stop may ask it to end
 * @param clock tells how long segments take and when failures happened; never what is computed
 */
public record RunPorts(
    Segments segments,
    Validation validation,
    Metrics metrics,
    Checkpoints checkpoints,
    RunListener listener,
    StopRequest stop,
    InstantSource clock) {}
