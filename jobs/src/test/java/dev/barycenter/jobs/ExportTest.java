package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.inference.Predictor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ExportTest {
  @TempDir Path folder;

  @Test
  void aKerasFileBecomesAZipThatDeeplearning4jRestoresWithEqualOutputs() throws IOException {
    String keras = folder.resolve("siamese.keras").toString();
    String zip = folder.resolve("siamese.zip").toString();
    assertThat(Main.run("convert", Conf.FOLDER.resolve("siamese.yaml").toString(), keras)).isZero();
    assertThat(Main.run("export", keras, zip)).isZero();
    assertThat(Main.run("export", keras, folder.resolve("again.keras").toString())).isZero();

    float[][] left = {pixels(0), pixels(1)};
    float[][] right = {pixels(2), pixels(1)};
    float[][] expected;
    try (Predictor predictor = Predictor.load(folder.resolve("again.keras"))) {
      expected = predictor.predict(Map.of("left", left, "right", right)).get("same");
    }
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(zip);
    INDArray same = restored.outputSingle(Nd4j.create(left), Nd4j.create(right));
    assertThat(same.toFloatMatrix()).isEqualTo(expected);
  }

  private static float[] pixels(int seed) {
    float[] pixels = new float[64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 7 + seed * 13) % 17;
    }
    return pixels;
  }

  @Test
  void whatHasNoWeightsIsNotExported() {
    String spec = Conf.FOLDER.resolve("siamese.yaml").toString();
    assertThat(mistake("export", spec, folder.resolve("x.zip").toString()))
        .isEqualTo("'%s' has no weights: only a trained model is exported.".formatted(spec));
    assertThat(mistake("export", spec, folder.resolve("x.h5").toString()))
        .isEqualTo(
            "Cannot write '%s': an exported model ends with .keras, or .zip for Deeplearning4j."
                .formatted(folder.resolve("x.h5")));
  }

  private static String mistake(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(err), arguments)).isEqualTo(ExitCode.MISTAKE);
    return err.toString().strip();
  }
}
