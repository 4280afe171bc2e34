package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes get one clear message and exit code 2; nothing is written. */
@Tag("law-8")
class MistakesTest {
  @TempDir Path folder;

  @BeforeAll
  static void sparkIsLocal() {
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  private String mistake(String from, String to) throws IOException {
    String text = Conf.text("digits-mlp.yaml");
    assertThat(text).contains(from);
    Path spec = Files.writeString(folder.resolve("spec.yaml"), text.replace(from, to));
    return mistakeIn(spec);
  }

  private String mistakeIn(Path spec, String... more) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[4 + more.length];
    arguments[0] = "train";
    arguments[1] = spec.toString();
    arguments[2] = "--run";
    arguments[3] = folder.resolve("run").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    assertThat(Main.run(new PrintWriter(err, true), arguments)).isEqualTo(2);
    return err.toString().replace(folder.toString(), "DIR").strip();
  }

  private void nothingWasWritten() {
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void anUnknownKeyComesWithASuggestion() throws IOException {
    assertThat(mistake("batch_size: 32", "batchsize: 32"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 19, column 3: training.batchsize: Unknown argument 'batchsize' of Training. Did you mean 'batch_size'?""");
    nothingWasWritten();
  }

  @Test
  void aMissingSpec() {
    assertThat(mistakeIn(folder.resolve("none.yaml")))
        .isEqualTo("There is no spec file 'DIR/none.yaml'.");
  }

  @Test
  void missingData() throws IOException {
    assertThat(mistake(Conf.FOLDER.resolve("digits.csv.gz").toString(), "none.csv"))
        .isEqualTo(
            "There is no file 'DIR/none.csv'. Give a path that exists, seen from the folder of the spec.");
    nothingWasWritten();
  }

  @Test
  void aColumnThatTheDataDoesNotHave() throws IOException {
    assertThat(mistake("targets: {digit: _c64}", "targets: {digit: _c65}"))
        .isEqualTo(
            "data.targets.digit names the column '_c65', which the data does not have. Did you mean '_c5'?");
    nothingWasWritten();
  }

  @Test
  void columnsThatDoNotFillTheInput() throws IOException {
    assertThat(mistake("inputs: {input: _c0.._c63}", "inputs: {input: _c0.._c62}"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 26, column 12: data.inputs.input: The input 'input' has shape (64,) and takes 64 numbers, but is given 63 columns. Name as many columns, or change the shape in the model.""");
    nothingWasWritten();
  }

  @Test
  void anOutputWithoutALoss() throws IOException {
    assertThat(mistake("loss: sparse_categorical_crossentropy", "loss: {}"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 15, column 3: training.loss: Output 'digit' has no loss. Give it one under 'loss', or null if it is not trained for.""");
    nothingWasWritten();
  }

  @Test
  void aLossThatDoesNotFitItsOutput() throws IOException {
    assertThat(mistake("units: 10, activation: softmax", "units: 1, activation: sigmoid"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 15, column 3: training.loss: sparse_categorical_crossentropy compares classes, but the output has shape (1,): one class, with a loss that is always 0. Use binary_crossentropy, or give the last layer one unit per class.""");
    nothingWasWritten();
  }

  @Test
  void aRunFolderThatExists() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Path spec = Files.writeString(folder.resolve("spec.yaml"), Conf.text("digits-mlp.yaml"));
    assertThat(mistakeIn(spec))
        .isEqualTo(
            "The run folder 'DIR/run' exists already. Name another with --run, remove it, or go on from its checkpoint with --resume.");
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void anUnknownLayer() throws IOException {
    assertThat(mistake("{type: Dropout, rate: 0.2}", "{type: DropOut2, rate: 0.2}"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 10, column 8: model.layers[2].type: Unknown layer 'DropOut2'. Did you mean 'Dropout'?""");
    nothingWasWritten();
  }

  @Test
  void layersThatDoNotFit() throws IOException {
    assertThat(mistake("{type: Dropout, rate: 0.2}", "{type: MaxPooling2D}"))
        .isEqualTo(
            """
            1 problem in DIR/spec.yaml:
              line 10, column 7: model.layers[2]: MaxPooling2D takes inputs of shape (height, width, channels), but is given (128,). Reshape it first. It reads 'dense' (128,).""");
    nothingWasWritten();
  }

  @Test
  void anInputThatTheModelDoesNotHave() throws IOException {
    assertThat(mistake("inputs: {input: _c0.._c63}", "inputs: {pixels: _c0.._c63}"))
        .isEqualTo(
            """
            2 problems in DIR/spec.yaml:
              line 26, column 3: data.inputs: The input 'input' of shape (64,) has no columns. Write input: COLUMN, or a list of columns.
              line 26, column 12: data.inputs.pixels: 'pixels' is not an input of the model. Known are: input.""");
    nothingWasWritten();
  }

  @Test
  void allMistakesOfAFileAtOnce() throws IOException {
    String text =
        Conf.text("digits-mlp.yaml")
            .replace("epochs: 40", "epochs: none")
            .replace("units: 64", "unit: 64")
            .replace("format: csv", "format: cvs");
    Path spec = Files.writeString(folder.resolve("spec.yaml"), text);
    assertThat(mistakeIn(spec))
        .isEqualTo(
            """
            4 problems in DIR/spec.yaml:
              line 11, column 7: model.layers[3]: Dense needs the argument 'units' (a whole number).
              line 11, column 21: model.layers[3].unit: Unknown argument 'unit' of Dense. Did you mean 'units'?
              line 18, column 3: training.epochs: Found "none": expected a whole number.
              line 24, column 3: data.train: 'format' is 'cvs': expected one of csv, parquet, json, libsvm, images, npy, npz, idx, sql.""");
    nothingWasWritten();
  }

  @Test
  void aRowWithoutANumber() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2,0\n3,,1\n5,6,0\n7,8,1\n");
    String text =
        Conf.text("digits-mlp.yaml")
            .replace("input: [64]", "input: [2]")
            .replace("_c0.._c63", "_c0.._c1")
            .replace("_c64", "_c2")
            .replace("  test: 0.2\n", "");
    Path spec = Files.writeString(folder.resolve("spec.yaml"), text);
    assertThat(mistakeIn(spec, "--data", rows.toString()))
        .isEqualTo(
            """
            Column '_c1' holds nothing: expected a number.
              in: DIR/rows.csv, row 2
              row: 3,null,1
              fix: clean the row, add a stage to data.preprocess, or set data.bad_rows: skip.""");
    nothingWasWritten();
  }
}
