package dev.barycenter.jobs.train;

import dev.barycenter.driver.StopRequest;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.storage.Storage;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.jobs.spec.TrainingSpec;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the phases of a run share.
 *
 * @param spec the phases and what holds for all of them
 * @param digest of everything that the result depends on
 * @param storage the run's folder
 * @param warnings is told of damaged checkpoints
 */
record PhasedRun(
    JavaSparkContext context,
    RunSpec spec,
    String digest,
    Shards shards,
    Storage storage,
    RunListener listener,
    StopRequest stop,
    Consumer<String> warnings) {

  TrainingSpec training() {
    return spec.training();
  }
}
