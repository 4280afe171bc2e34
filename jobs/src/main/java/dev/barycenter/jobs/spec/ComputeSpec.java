package dev.barycenter.jobs.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Key;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.worker.device.DeviceChoice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an executor computes: the section {@code compute}. It changes the last bits of a result, so a
 * run is resumed with the settings that it began with.
 *
 * @param device what the tasks compute on
 * @param dtype the type of the numbers that products multiply: {@code float32} or {@code bfloat16}
 * @param cacheFrozen whether what the frozen layers at the beginning of a model make of an example
 *     is computed once in a phase, and kept beside the examples
 */
@Key("compute")
public record ComputeSpec(
    @Default("auto") DeviceChoice device,
    @Default("float32") ComputeType dtype,
    @Default("true") boolean cacheFrozen) {

  /** Reads the section; null (and problems) if it is not right. */
  static @Nullable ComputeSpec read(JsonNode section, String place, Problems problems) {
    return new Binder<>(ComputeSpec.class).read(section, place, Set.of(), problems);
  }
}
