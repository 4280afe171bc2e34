package dev.barycenter.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.RunState;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.keras.CompileSettings;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.Compilation;
import dev.barycenter.graph.training.optimizer.Adam;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.graph.training.optimizer.SGD;
import dev.barycenter.jobs.backbone.ModelFiles.Compiled;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.averaging.FloatVector;
import dev.barycenter.worker.averaging.ModelState;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.network.NetworkPlan;
import dev.barycenter.worker.network.NetworkReplica;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadedOptimizerTest {
  private static final Model MODEL =
      SpecFile.parse(
              "m.yaml",
              """
              model:
                input: [3]
                layers:
                  - {type: Dense, name: a, units: 2}
                  - {type: BatchNormalization, name: norm}
                  - {type: Dense, name: b, units: 1}
              """)
          .model();
  private static final Optimizer ADAM = Optimizer.FAMILY.create(Adam.class, Map.of());
  private static final OptimizerStatePolicy AVERAGE = OptimizerStatePolicy.AVERAGE;

  private static ParameterLayout layout(Model model) {
    try (NetworkReplica replica = new NetworkReplica(new NetworkPlan(model, Map.of(), ADAM), 1)) {
      return replica.layout();
    }
  }

  /** Returns a state whose numbers are 1, 2, 3 and so on. */
  private static float[] state() {
    float[] numbers = new float[2 * (8 + 4 + 3)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i + 1;
    }
    return numbers;
  }

  /** Returns what a run saves that has trained with Adam. */
  private static Compiled saved() throws Exception {
    ModelState run =
        new ModelState(
            FloatVector.EMPTY, FloatVector.of(state()), 7, FloatVector.EMPTY, FloatVector.EMPTY);
    Problems problems = new Problems();
    Compilation compilation =
        Compilation.read(
                ModelFile.outputs(MODEL),
                new ObjectMapper().readTree("{\"loss\": \"mse\", \"optimizer\": \"adam\"}"),
                "",
                problems)
            .orElseThrow();
    return new Compiled(
        CompileSettings.of(compilation),
        SavedOptimizer.of(ADAM, layout(MODEL), MODEL, RunState.initial(run)));
  }

  @Test
  void theStateThatARunSavesIsTheOneThatTheNextGoesOnWith() throws Exception {
    Optimizer slower = Optimizer.FAMILY.create(Adam.class, Map.of("learning_rate", 1e-5));
    LoadedOptimizer loaded = new LoadedOptimizer(saved(), slower, layout(MODEL));
    assertThat(loaded.obstacle(AVERAGE)).isEmpty();
    assertThat(loaded.steps()).isEqualTo(7);
    assertThat(loaded.values()).isEqualTo(state());
  }

  @Test
  void aStateThatDoesNotFitIsToldWithTheReason() throws Exception {
    Optimizer sgd = Optimizer.FAMILY.create(SGD.class, Map.of("momentum", 0.9));
    assertThat(new LoadedOptimizer(saved(), sgd, layout(MODEL)).obstacle(AVERAGE))
        .hasValue(
            "the file has the state of \"adam\", which is not that of this phase,"
                + " {\"type\":\"SGD\",\"momentum\":0.9}.");
    Model frozen = MODEL.withTrainable(layer -> !layer.equals("a"));
    assertThat(new LoadedOptimizer(saved(), ADAM, layout(frozen)).obstacle(AVERAGE))
        .hasValue("the file has its state for other weights than this phase trains.");
    LoadedOptimizer fitting = new LoadedOptimizer(saved(), ADAM, layout(MODEL));
    assertThat(fitting.obstacle(OptimizerStatePolicy.KEEP))
        .hasValue("averaging.optimizer_state is keep.");
    Compiled without = new Compiled(saved().settings(), Optional.empty());
    assertThat(new LoadedOptimizer(without, ADAM, layout(MODEL)).obstacle(AVERAGE))
        .hasValue("the file has no state of one.");
  }
}
