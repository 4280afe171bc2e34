package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.barycenter.graph.keras.KerasModel;
import dev.barycenter.graph.spec.SpecFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertAndPlotTest {
  private static final String SPEC =
      """
      name: two
      model:
        inputs: {x: [4]}
        layers:
          a: {type: Dense, units: 3, activation: relu, inputs: x}
          b: {type: Dense, units: 3, inputs: x}
          sum: {type: Add, inputs: [a, b]}
        outputs: [sum]
      """;

  @TempDir private Path folder;
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void writeSpec() throws IOException {
    Files.writeString(folder.resolve("m.yaml"), SPEC);
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(errors, true), arguments);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aModelGoesThroughAllNotationsAndComesBack() throws IOException {
    assertThat(run("convert", path("m.yaml"), path("m.keras"), "--seed", "3")).isZero();
    assertThat(run("convert", path("m.keras"), path("again.keras"))).isZero();
    assertThat(run("convert", path("again.keras"), path("m.json"))).isZero();
    assertThat(run("convert", path("m.json"), path("back.yaml"))).isZero();
    assertThat(errors.toString()).isEmpty();
    assertThat(Files.readString(folder.resolve("back.yaml"))).isEqualTo(SPEC);
    assertThat(KerasModel.read(folder.resolve("again.keras")).model())
        .isEqualTo(SpecFile.parse("m.yaml", SPEC).model());
    assertThat(Files.readAllBytes(folder.resolve("again.keras")))
        .isEqualTo(Files.readAllBytes(folder.resolve("m.keras")));
  }

  @Test
  void whatAModelIsCompiledWithGoesThroughAllNotations() throws IOException {
    String compiled =
        SPEC
            + """
            training:
              loss:
                sum: {type: Huber, delta: 2.0}
              loss_weights: {sum: 0.5}
              metrics:
                sum: [mean_absolute_error, root_mean_squared_error]
              optimizer: {type: Adam, learning_rate: {type: ExponentialDecay, initial_learning_rate: 0.01, decay_steps: 100.0, decay_rate: 0.9}, clipnorm: 1.0}
            """;
    Files.writeString(folder.resolve("c.yaml"), compiled);
    assertThat(run("convert", path("c.yaml"), path("c.keras"))).isZero();
    assertThat(run("convert", path("c.keras"), path("c.json"))).isZero();
    assertThat(run("convert", path("c.json"), path("back.yaml"))).isZero();
    assertThat(errors.toString()).isEmpty();
    YAMLMapper yaml = new YAMLMapper();
    assertThat(yaml.readTree(folder.resolve("back.yaml").toFile()))
        .isEqualTo(yaml.readTree(compiled));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01_mnist_sequential", "04_three_output", "09_masking_lstm"})
  void theStateOfAnOptimizerIsCopied(String name) throws IOException {
    Path golden = Path.of("..", "..", "shared", "golden", name, "model_adam5.keras");
    assumeTrue(Files.exists(golden), () -> golden + " is not there");
    assertThat(run("convert", golden.toString(), path("copy.keras"))).isZero();
    KerasModel original = KerasModel.read(golden);
    KerasModel copy = KerasModel.read(folder.resolve("copy.keras"));
    assertThat(copy.compile()).isPresent().isEqualTo(original.compile());
    assertThat(copy.optimizerState()).isPresent().isEqualTo(original.optimizerState());
    assertThat(copy.weights()).isEqualTo(original.weights());
    assertThat(run("convert", golden.toString(), path("spec.yaml"))).isZero();
    assertThat(errors.toString()).isEmpty();
    JsonNode spec = new YAMLMapper().readTree(folder.resolve("spec.yaml").toFile());
    assertThat(spec.at("/training/optimizer/type").asText()).isEqualTo("Adam");
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() {
    assertThat(run("convert", path("m.yaml"), path("m.yaml"))).isEqualTo(ExitCode.MISTAKE);
    assertThat(errors.toString())
        .isEqualTo(
            "'%s' exists already. Name another file, or remove it.%n".formatted(path("m.yaml")));
  }

  @Test
  void aModelIsDrawn() throws IOException {
    assertThat(run("plot", path("m.yaml"), "-o", path("m.svg"))).isZero();
    assertThat(Files.readString(folder.resolve("m.svg"))).contains(">sum</text>");
    assertThat(run("plot", path("m.yaml"), "-o", path("m.gif"))).isEqualTo(ExitCode.MISTAKE);
    assertThat(errors.toString())
        .isEqualTo(
            "Cannot draw '%s': the name of a picture ends with .svg or .png.%n"
                .formatted(path("m.gif")));
  }
}
