package dev.barycenter.graph.keras;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of real Keras models that tests compare with, in {@code ../shared}. */
public final class Golden {

  private Golden() {}

  /** Returns a file or folder of {@code ../shared}, or skips the test with a message. */
  public static Path shared(String path) {
    String root = System.getProperty("barycenter.shared", "");
    List<Path> candidates =
        root.isEmpty()
            ? List.of(Path.of("../shared"), Path.of("../../shared"))
            : List.of(Path.of(root));
    for (Path candidate : candidates) {
      if (Files.exists(candidate.resolve(path))) {
        return candidate.resolve(path);
      }
    }
    assumeTrue(false, "Skipped: ../shared/%s is absent.".formatted(path));
    throw new IllegalStateException("not reached");
  }

  /** Returns the folders of the saved models, in order of their names. */
  public static List<Path> cases() {
    return list(shared("golden")).filter(p -> Files.exists(p.resolve("model.keras"))).toList();
  }

  /** Returns the files of a folder, in order of their names. */
  public static Stream<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
