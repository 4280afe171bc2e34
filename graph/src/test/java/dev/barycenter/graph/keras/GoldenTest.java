package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.KerasCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;

/** Every golden case, for all that its files hold of what Keras computes; counts the cases. */
@Tag("law-7")
class GoldenTest {
  private static final Set<String> CASES = new TreeSet<>();
  private static final Set<String> FAILED = new TreeSet<>();

  /** One of the things that the files of a saved model tell. */
  private interface Check {
    void of(GoldenChecks golden) throws IOException;
  }

  @TestFactory
  Stream<DynamicContainer> savedModels() {
    return Golden.cases().stream().map(GoldenTest::savedModel);
  }

  private static DynamicContainer savedModel(Path folder) {
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("predicts", GoldenChecks::inference);
    checks.put("predicts in training mode and moves its statistics", GoldenChecks::trainingMode);
    checks.put("has these gradients", golden -> golden.gradients(DataType.FLOAT));
    checks.put("has these gradients in double", golden -> golden.gradients(DataType.DOUBLE));
    checks.put("takes five steps of SGD in double", GoldenChecks::descent);
    checks.put("takes five steps of SGD", GoldenChecks::sgd);
    checks.put("takes five steps of Adam", GoldenChecks::adam);
    checks.put("trains frozen, then unfrozen", GoldenChecks::phases);
    checks.put("has sub-models with its weights", GoldenChecks::subModels);
    String name = folder.getFileName().toString();
    return DynamicContainer.dynamicContainer(
        name,
        checks.entrySet().stream()
            .map(c -> counted(name, c.getKey(), () -> c.getValue().of(new GoldenChecks(folder)))));
  }

  @TestFactory
  Stream<DynamicTest> singleLayersAndConfigurations() {
    return Stream.of("golden/16_layer_zoo", "golden/17_config_variants")
        .flatMap(folder -> Golden.list(Golden.shared(folder)))
        .map(
            file -> {
              String name = file.getFileName().toString();
              return counted(name, name, () -> assertForward(file));
            });
  }

  private static void assertForward(Path file) throws IOException {
    new KerasCase(new ObjectMapper().readTree(file.toFile())).assertForward(GoldenChecks.FORWARD);
  }

  private static DynamicTest counted(String golden, String check, Executable test) {
    CASES.add(golden);
    return DynamicTest.dynamicTest(
        check,
        () -> {
          try {
            test.execute();
          } catch (Throwable failure) {
            FAILED.add(golden);
            throw failure;
          }
        });
  }

  @AfterAll
  static void countsTheCases() {
    System.out.printf("%d golden cases: %d passed%n", CASES.size(), CASES.size() - FAILED.size());
  }
}
