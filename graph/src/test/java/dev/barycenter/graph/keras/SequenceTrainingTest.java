package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.ModelRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Whole models of sequence layers: forward pass, gradients and five steps of SGD, as in Keras. */
class SequenceTrainingTest {
  private static final Path ROOT = Path.of("..", "..", "shared", "golden");
  private static final double RATE = 0.05;

  private ModelRun run;

  @ParameterizedTest
  @CsvSource({
    "09_masking_lstm, sequence, score, binary",
    "12a_gru, sequence, y, squared",
    "12b_bidirectional_lstm, sequence, y, categorical",
    "15_transformer_block, tokens, label, categorical"
  })
  void trainsAsKerasDoes(String name, String input, String output, String loss) throws IOException {
    Path folder = ROOT.resolve(name);
    assumeTrue(Files.exists(folder), "There is no golden folder " + folder);
    KerasModel keras = KerasModel.read(folder.resolve("model.keras"));
    INDArray x = array(folder.resolve("input_" + input + ".npy"), shape(folder, "input", input));
    run = new ModelRun(keras.model(), DataType.FLOAT, Map.of(x(keras), x), true);
    keras.weights().forEach((path, tensor) -> run.weight(path).data().setData(tensor.values()));
    long[] shape = shape(folder, "target", output);
    INDArray target = array(folder.resolve("target_" + output + ".npy"), shape);
    assertClose(run.output(0), folder.resolve("output_" + output + ".npy"), 2e-6);
    for (int step = 0; step < 5; step++) {
      List<INDArray> gradients = gradients(target, loss);
      if (step == 0) {
        assertAll(gradients, folder.resolve("grads_step0"), 1e-5);
      }
      for (int i = 0; i < gradients.size(); i++) {
        run.weight(run.weightPaths().get(i)).subi(gradients.get(i).muli(RATE));
      }
    }
    List<INDArray> trained = new ArrayList<>();
    run.weightPaths().forEach(path -> trained.add(run.weight(path)));
    assertAll(trained, folder.resolve("weights_sgd5"), 1e-6);
    assertClose(run.output(0), folder.resolve("output_after_sgd5_" + output + ".npy"), 5e-6);
  }

  private static String x(KerasModel keras) {
    return keras.model().inputs().get(0).name();
  }

  private List<INDArray> gradients(INDArray target, String loss) {
    INDArray made = run.output(0);
    run.seed(0).assign(derivative(made, target, loss));
    return run.weightGradients();
  }

  /** The derivative of the mean loss of the minibatch by the output. */
  private static INDArray derivative(INDArray made, INDArray target, String loss) {
    INDArray each =
        switch (loss) {
          case "squared" -> made.sub(target).muli(2);
          case "binary" -> made.sub(target).divi(made.mul(made.rsub(1)));
          default -> target.div(made).negi();
        };
    long mean = loss.equals("categorical") ? made.size(0) : made.length();
    return each.divi(mean);
  }

  private static long[] shape(Path folder, String kind, String name) throws IOException {
    JsonNode meta = new ObjectMapper().readTree(folder.resolve("meta.json").toFile());
    JsonNode dims = meta.path("arrays").path(kind).path(name).path("shape");
    long[] shape = new long[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dims.get(i).longValue();
    }
    return shape;
  }

  private static INDArray array(Path file, long... shape) throws IOException {
    return Nd4j.createFromArray(Npy.floats(file)).reshape('c', shape);
  }

  private static void assertAll(List<INDArray> actual, Path folder, double tolerance)
      throws IOException {
    for (int i = 0; i < actual.size(); i++) {
      assertClose(actual.get(i), folder.resolve("%03d.npy".formatted(i)), tolerance);
    }
  }

  private static void assertClose(INDArray actual, Path file, double tolerance) throws IOException {
    INDArray expected = array(file, actual.shape());
    double size = Math.max(1e-3, expected.amaxNumber().doubleValue());
    double worst = Transforms.abs(actual.sub(expected)).maxNumber().doubleValue() / size;
    assertThat(worst).as(file.toString()).isLessThanOrEqualTo(tolerance);
  }
}
