package dev.barycenter.jobs.train;

import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.checkpoint.RunIdentity;
import dev.barycenter.jobs.spec.PhaseSpec;
import dev.barycenter.jobs.spec.TrainingSpec;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.segment.RoundPlan;

/**
 * Where a phase stands in its run.
 *
 * @param index which phase, from 0
 */
record PhasePlace(PhasedRun run, int index) {

  PhaseSpec spec() {
    return run.training().phases().get(index);
  }

  boolean isAlone() {
    return run.training().phases().size() == 1;
  }

  boolean isLast() {
    return index == run.training().phases().size() - 1;
  }

  /** Returns the epochs that the phases before it were given. */
  int epochsBefore() {
    return run.training().phases().subList(0, index).stream().mapToInt(PhaseSpec::epochs).sum();
  }

  /** Returns the rounds of the phase. */
  RunPlan rounds(Averaging averaging) {
    TrainingSpec training = run.training();
    long examples = run.shards().train().examples();
    return new RunPlan(
        training.seed(),
        training.replicas(),
        training.batchSize(),
        RoundPlan.stepsPerEpoch(examples, training.replicas(), training.batchSize()),
        epochsBefore() + spec().epochs(),
        averaging,
        training.averaging().nonFinite(),
        training.localSteps(),
        spec().earlyStopping());
  }

  /** Returns its checkpoints, in a folder of their own where there are several phases. */
  CheckpointStore checkpoints() {
    String folder =
        CheckpointStore.FOLDER + (isAlone() ? "" : "/%d-%s".formatted(index + 1, spec().name()));
    return new CheckpointStore(
        run.storage(),
        folder,
        new RunIdentity(run.digest(), run.training().seed(), run.training().replicas()),
        run.spec().run().checkpoints().keep(),
        run.warnings());
  }
}
