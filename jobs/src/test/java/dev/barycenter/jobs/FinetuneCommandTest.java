package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinetuneCommandTest {
  @TempDir Path folder;

  private String mistake(String spec, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("spec.yaml"), spec);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "finetune";
    arguments[1] = file.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(err), arguments)).isEqualTo(ExitCode.MISTAKE);
    return err.toString();
  }

  private static String spec(String model) {
    return """
        model: %s
        training: {loss: sparse_categorical_crossentropy}
        data:
          train: {format: parquet, path: rows}
          inputs: {image: pixels}
          targets: {label: class}
        """
        .formatted(model);
  }

  @Test
  void aSpecWithoutABackboneIsRefused() throws IOException {
    assertThat(
            mistake(
                spec(
                    "{input: {name: image, shape: [4]}, layers: [{type: Dense, name: label, units: 2, activation: softmax}]}")))
        .contains(
            "model: There is nothing to fine-tune: the model stands on no backbone. Write model: {backbone: {from: ResNet50, weights: FILE}, layers: […]}, or train it.");
  }

  @Test
  void theCommandNamesAnotherBackboneAndWhereItIsCut() throws IOException {
    String onNothing =
        spec("{backbone: nowhere.h5, layers: [Flatten, {type: Dense, name: label, units: 2}]}");
    assertThat(mistake(onNothing)).contains("There is no file", "nowhere.h5");
    assertThat(mistake(onNothing, "--backbone", "VGG16", "--cut", "block9_pool"))
        .contains("The backbone 'vgg16' has no layer 'block9_pool' to be cut at.");
    assertThat(mistake(onNothing, "--unfreeze", "0"))
        .isEqualTo("--unfreeze is 0: expected at least 1 layer." + System.lineSeparator());
  }
}
