package dev.barycenter.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * This program, as it was built.
 *
 * @param version as in the build
 * @param revision the commit, with {@code -modified} if files were changed; {@code unknown} where
 *     it was not built from a git repository
 */
public record Program(String version, String revision) {
  /** What runs. */
  public static final Program CURRENT = load();

  private static Program load() {
    Properties properties = new Properties();
    try (InputStream in = Program.class.getResourceAsStream("program.properties")) {
      properties.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException("The program's own properties cannot be read.", e);
    }
    return new Program(
        properties.getProperty("version", ""), properties.getProperty("revision", ""));
  }
}
