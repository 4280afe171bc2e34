package dev.barycenter.jobs.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.graph.spec.SpecException;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.optimizer.SGD;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.backbone.ModelFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasesTest {
  private static final String BASE =
      """
      name: base
      model:
        input: [8]
        layers:
          - {type: Dense, name: fire1, units: 8}
          - {type: BatchNormalization, name: norm}
          - {type: Model, name: encoder, model: {input: [8], layers: [{type: Dense, name: fire2, units: 4}]}}
          - {type: Dropout, name: drop, rate: 0.5}
      """;

  private static RunSpec read(String training) {
    return RunSpec.read("spec.yaml", spec(training), backbone(), null);
  }

  private static String spec(String training) {
    return """
        model:
          backbone: {from: base.yaml}
          layers: [{type: Dense, name: label, units: 3, activation: softmax}]
        training:
          loss: sparse_categorical_crossentropy
        %s
        data:
          train: {format: parquet, path: rows}
          inputs: {input: [a, b, c, d, e, f, g, h]}
          targets: {label: label}
        """
        .formatted(training.indent(2).stripTrailing());
  }

  private static BackboneReader backbone() {
    return new BackboneReader(
        new ModelFiles() {
          @Override
          public Stored read(String path) {
            return new Stored(SpecFile.parse(path, BASE).model(), Map.of());
          }

          @Override
          public Map<String, Tensor> weights(String path, Model model) {
            return Map.of();
          }
        });
  }

  private static List<String> trained(String trainable) {
    Model model =
        read("phases: [{trainable: %s}]".formatted(trainable)).training().phases().get(0).model();
    return model.trainableWeights().stream()
        .map(p -> p.substring(0, p.lastIndexOf('/')))
        .distinct()
        .toList();
  }

  @Test
  void aTrainingWithoutPhasesIsOnePhaseOfAllThatIsTrainable() {
    RunSpec spec = read("epochs: 7");
    assertThat(spec.training().phases())
        .containsExactly(
            new PhaseSpec("training", spec.model(), spec.training().optimizer(), 7, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label                | label",
        "[label, norm]        | norm label",
        "\"fire*\"            | fire1",
        "\"*fire*\"           | fire1 encoder/fire2",
        "encoder              | encoder/fire2",
        "encoder/fire2        | encoder/fire2",
        "1                    | label",
        "2                    | encoder/fire2 label",
        "3                    | norm encoder/fire2 label",
        "all                  | fire1 norm encoder/fire2 label",
      })
  void layersAreNamedByNamePatternOrCount(String trainable, String layers) {
    assertThat(trained(trainable)).containsExactly(layers.split(" "));
  }

  @Test
  void whatAPhaseLeavesOutIsAsTheTrainingSays() {
    List<PhaseSpec> phases =
        read("""
                optimizer: {type: SGD, momentum: 0.9}
                epochs: 5
                phases:
                  - {name: head, trainable: label}
                  - {learning_rate: 0.0001, epochs: 2}
                  - {optimizer: Adam, early_stopping: {monitor: loss, patience: 1}}
                """)
            .training()
            .phases();
    assertThat(phases).extracting(PhaseSpec::name).containsExactly("head", "phase2", "phase3");
    assertThat(phases).extracting(PhaseSpec::epochs).containsExactly(5, 2, 5);
    assertThat(phases.get(1).optimizer()).isInstanceOf(SGD.class);
    assertThat(phases.get(1).optimizer().learningRate().rate(0)).isEqualTo(0.0001);
    assertThat(((SGD) phases.get(1).optimizer()).momentum()).isEqualTo(0.9);
    assertThat(phases.get(2).optimizer().learningRate().rate(0)).isEqualTo(0.001);
    assertThat(phases.get(0).earlyStopping()).isNull();
    assertThat(phases.get(2).earlyStopping()).isNotNull();
    assertThat(phases).extracting(PhaseSpec::trained).containsExactly(15L, 139L, 139L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]               | line 6, column 3: training.phases: Found []: expected a list of phases, such as [{trainable: [label]}, {trainable: 5, learning_rate: 0.00001}].",
        "[{trainable: labl}] | line 6, column 13: training.phases[0].trainable: No layer with weights is called 'labl'. Did you mean 'label'?",
        "[{trainable: drop}] | line 6, column 13: training.phases[0].trainable: No layer with weights is called 'drop'. Known are: fire1, norm, encoder/fire2, label.",
        "[{trainable: 9}] | line 6, column 13: training.phases[0].trainable: Found 9: expected 1 to 4, the number of layers with weights.",
        "[{trainable: {}}] | line 6, column 13: training.phases[0].trainable: Found {}: expected names or patterns of layers such as [label, \"conv5_*\"], the number of top layers with weights, or all.",
        "[{name: a/b}] | line 6, column 12: training.phases[0]: 'name' is 'a/b': expected letters, digits, '-' and '_', since a folder is called so.",
        "[{epoch: 3}] | line 6, column 13: training.phases[0].epoch: Unknown argument 'epoch' of Phase. Did you mean 'epochs'?",
      })
  void mistakesAreToldWithTheirPlaceAndTheFix(String phases, String message) {
    assertThatThrownBy(() -> read("phases: " + phases))
        .isInstanceOf(SpecException.class)
        .hasMessage("1 problem in spec.yaml:\n  " + message);
  }

  @Test
  void aPhaseThatTrainsAllAtTheUsualRateGetsAWarning() {
    List<PhaseSpec> phases =
        read("""
                phases:
                  - {trainable: all}
                  - {trainable: all, learning_rate: 0.0001}
                  - {trainable: all, optimizer: {type: SGD, learning_rate: 0.002}}
                  - {trainable: 3}
                """)
            .training()
            .phases();
    assertThat(Forgetting.warning(phases.get(0)))
        .contains(
            "Phase 'phase1' trains all 4 layers at a learning rate of 0.001: at such a rate trained weights lose what they have learned before (catastrophic forgetting). Set its learning_rate to 0.0001 or less, or leave lower layers frozen.");
    assertThat(Forgetting.warning(phases.get(1))).isEmpty();
    assertThat(Forgetting.warning(phases.get(2)))
        .hasValueSatisfying(w -> assertThat(w).contains("0.002", "0.001 or less"));
    assertThat(Forgetting.warning(phases.get(3))).isEmpty();
  }

  @Test
  void theRecipeTrainsTheNewLayersAndThenTheTopAtALowerRate() {
    RunSpec spec = RunSpec.read("spec.yaml", spec("epochs: 3"), backbone(), new FinetuneRecipe(2));
    List<PhaseSpec> phases = spec.training().phases();
    assertThat(phases).extracting(PhaseSpec::name).containsExactly("head", "top");
    assertThat(phases).extracting(PhaseSpec::epochs).containsExactly(3, 3);
    assertThat(phases.get(0).model().trainableWeights())
        .containsExactly("label/kernel", "label/bias");
    assertThat(phases.get(1).model().trainableWeights())
        .containsExactly(
            "norm/gamma",
            "norm/beta",
            "encoder/fire2/kernel",
            "encoder/fire2/bias",
            "label/kernel",
            "label/bias");
    assertThat(phases.get(1).optimizer().learningRate().rate(0)).isEqualTo(0.001 / 30);
  }

  @Test
  void whatIsRunIsWrittenDownWithoutTheBackboneFileAndTheRecipe() {
    RunSpec spec =
        RunSpec.read("spec.yaml", spec("epochs: 3"), backbone(), new FinetuneRecipe(null));
    assertThat(spec.text()).contains("fire1", "phases:").doesNotContain("backbone");
    assertThat(RunSpec.read("run/spec.yaml", spec.text())).isEqualTo(spec);
  }

  @Test
  void aModelOnNoBackboneCannotBeFineTuned() {
    assertThatThrownBy(
            () ->
                RunSpec.read(
                    "spec.yaml",
                    spec("").replaceFirst("backbone: .*", "input: [8]"),
                    backbone(),
                    new FinetuneRecipe(null)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(
            "model: There is nothing to fine-tune: the model stands on no backbone.");
  }
}
