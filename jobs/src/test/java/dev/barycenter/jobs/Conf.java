package dev.barycenter.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples of the folder {@code conf} and the data beside the project, for tests. */
public final class Conf {
  /** The folder of the examples. */
  public static final Path FOLDER = Path.of("..", "conf").toAbsolutePath().normalize();

  private static final Path DATA =
      Path.of("..", "..", "shared", "data").toAbsolutePath().normalize();

  private Conf() {}

  /** Returns the text of an example, its data named by absolute paths. */
  public static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name))
          .replaceAll("path: (digits|digit-pairs)\\.csv\\.gz", "path: '" + FOLDER + "/$1.csv.gz'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where a file of the shared data would be. */
  public static Path data(String name) {
    return DATA.resolve(name);
  }
}
