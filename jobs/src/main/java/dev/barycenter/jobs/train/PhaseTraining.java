package dev.barycenter.jobs.train;

import dev.barycenter.driver.RunOutcome;
import dev.barycenter.driver.RunPlan;
import dev.barycenter.driver.RunPorts;
import dev.barycenter.driver.RunState;
import dev.barycenter.driver.SegmentFailedException;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.TrainingRun;
import dev.barycenter.driver.Validation;
import dev.barycenter.driver.checkpoint.CheckpointStore;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.spark.Phase;
import dev.barycenter.driver.spark.ShardedExamples;
import dev.barycenter.driver.spark.SparkSegments;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.keras.CompileSettings;
import dev.barycenter.graph.training.Compilation;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.spec.ComputeSpec;
import dev.barycenter.jobs.spec.TrainingSpec;
import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.AveragingPlan;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.Nd4jDevices;
import dev.barycenter.worker.network.Judge;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import dev.barycenter.worker.segment.Position;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One phase of a run, with a network of its own and checkpoints in a folder of its own.
 *
 * <p>Its epochs follow those that earlier phases were given, also where they ended early, so that a
 * resumed run begins it at the same position.
 */
final class PhaseTraining implements AutoCloseable {
  private final PhasedRun run;
  private final PhasePlace place;
  private final NetworkReplica whole;
  private final PhaseWork work;
  private final NetworkReplica network;
  private final AveragingPlan averaging;
  private final SparkSegments segments;
  private ModelState begin;

  /**
   * Compiles the network of a phase.
   *
   * @param index which phase, from 0
   * @param weights what it starts from, by path; the others start as their initializers say
   */
  PhaseTraining(PhasedRun run, int index, Map<String, float[]> weights) {
    this.run = run;
    place = new PhasePlace(run, index);
    TrainingSpec training = run.training();
    ComputeSpec compute = run.spec().compute();
    long seed = training.seed();
    NetworkPlan all = place.spec().plan(training, compute.dtype());
    whole = new NetworkReplica(all, seed);
    weights.forEach(whole.network()::set);
    work =
        compute.cacheFrozen()
            ? PhaseWork.cut(run.context(), all, whole.network(), run.shards(), training.batchSize())
            : PhaseWork.whole(all, run.shards());
    NetworkPlan compiled = work.plan();
    network = work.features() == null ? whole : new NetworkReplica(compiled, seed);
    copy(whole, network);
    averaging =
        new AveragingPlan(
            network.layout(),
            network.optimizerState().capacity(),
            training.averaging().averaging(),
            training.replicas());
    begin = averaging.initial(network.weights());
    Phase phase =
        new Phase(
            () -> new NetworkReplica(compiled, seed),
            network.layout(),
            averaging,
            network.weights(),
            new DeviceBinding(compute.device(), compute.dtype(), Nd4jDevices.LOADED));
    segments =
        new SparkSegments(
            run.context(), work.shards().train(), phase, run.spec().run().sparkPolicy());
  }

  /**
   * Goes on with the optimizer of a file, as {@code fit} does after {@code load_model} in Keras,
   * where it fits; returns what is done.
   */
  String goOn(ModelFiles.Compiled compiled) {
    LoadedOptimizer loaded =
        new LoadedOptimizer(compiled, place.spec().optimizer(), network.layout());
    Optional<String> obstacle = loaded.obstacle(averaging.averaging().optimizerState());
    if (obstacle.isPresent()) {
      return "The optimizer starts afresh: " + obstacle.get();
    }
    begin =
        new ModelState(
            begin.weights(),
            FloatVector.of(loaded.values()),
            loaded.steps(),
            begin.velocity(),
            begin.residual());
    return "The optimizer goes on with the state that it had after %,d steps"
        .formatted(loaded.steps());
  }

  /**
   * Trains, or goes on from the last checkpoint of this phase. A phase that has ended before, and
   * is not the last, is passed over.
   *
   * @param round the rounds done before it
   */
  RunOutcome train(long round) {
    RunPlan rounds = place.rounds(averaging.averaging());
    CheckpointStore checkpoints = place.checkpoints();
    RunState start =
        checkpoints
            .latest()
            .orElseGet(
                () -> RunState.initial(new Position(round, place.epochsBefore(), 0, 0), begin));
    Optional<RunEvent.Ending> ended = rounds.ending(start);
    RunOutcome outcome;
    if (ended.isPresent() && !place.isLast()) {
      outcome = new RunOutcome(start.withBestWeights(), ended.get());
    } else {
      if (!place.isAlone()) {
        run.listener().on(new RunEvent.PhaseBegun(place.spec().name()));
      }
      outcome = new TrainingRun(rounds, run.spec().run().policy(), ports(checkpoints)).train(start);
    }
    averaging.packing().unpack(outcome.state().model().weights(), network.weights());
    copy(network, whole);
    return outcome;
  }

  /** Copies the weights that both have. */
  private static void copy(NetworkReplica from, NetworkReplica to) {
    Set<String> paths = Set.copyOf(from.network().weightPaths());
    to.network().weightPaths().stream()
        .filter(paths::contains)
        .forEach(path -> to.network().set(path, from.network().values(path)));
  }

  private RunPorts ports(CheckpointStore checkpoints) {
    ShardedExamples validation = work.shards().validation();
    return new RunPorts(
        segments,
        validation == null
            ? Validation.NONE
            : segments.validation(validation, run.training().batchSize()),
        judge()::results,
        checkpoints,
        run.listener(),
        run.stop(),
        InstantSource.system());
  }

  /**
   * Returns what the phase was compiled with and the state of its optimizer. There is none where
   * replicas keep their own, or start each round with a new one; nor if the phase froze layers that
   * the model of the run has trainable, as Keras would expect more of it.
   */
  ModelFiles.Compiled compiled(RunState state) {
    Map<String, Objective> outputs = new LinkedHashMap<>();
    ModelFile.outputs(place.spec().model())
        .forEach(
            name ->
                outputs.put(
                    name, run.training().outputs().getOrDefault(name, Objective.UNTRAINED)));
    Compilation compilation = new Compilation(outputs, place.spec().optimizer());
    boolean whole =
        place.spec().model().trainableWeights().equals(run.spec().model().trainableWeights());
    return new ModelFiles.Compiled(
        CompileSettings.of(compilation),
        whole
            ? SavedOptimizer.of(
                place.spec().optimizer(), network.layout(), place.spec().model(), state)
            : Optional.empty());
  }

  /** Returns how many numbers are kept of an example in place of its inputs; 0 for none. */
  long featuresPerExample() {
    return work.featuresPerExample();
  }

  /** Returns the network of the whole model with the weights as they are. */
  Network network() {
    return whole.network();
  }

  /** Returns a copy of all weights, by path. */
  Map<String, float[]> weights() {
    List<String> paths = network().weightPaths();
    Map<String, float[]> weights = new LinkedHashMap<>();
    paths.forEach(path -> weights.put(path, network().values(path)));
    return weights;
  }

  /** Returns what names and computes the numbers of this phase. */
  Judge judge() {
    return new Judge(work.plan());
  }

  /** Judges the network on the test examples; {@link Tally#NONE} without. */
  Tally test() {
    ShardedExamples test = work.shards().test();
    if (test == null) {
      return Tally.NONE;
    }
    try {
      return segments
          .validation(test, run.training().batchSize())
          .evaluate(averaging.initial(network.weights()));
    } catch (SegmentFailedException e) {
      throw new TrainingFailedException("The test failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    segments.close();
    work.close();
    network.close();
    whole.close();
  }
}
