package dev.barycenter.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run, on any file system that Hadoop knows.
 *
 * <p>A file appears whole or not at all: it is written beside and renamed.
 */
public final class RunFolder {
  /** The spec as it was run. */
  public static final String SPEC = "spec.yaml";

  /** The trained model. */
  public static final String MODEL = "model.keras";

  /** The fitted preprocessing. */
  public static final String PIPELINE = "pipeline";

  /** The curves of the run, for people. */
  public static final String REPORT = "report.html";

  /** The states that a killed run goes on from. */
  public static final String CHECKPOINTS = "checkpoints";

  private final Path path;
  private final FileSystem files;

  /** Opens the folder at a path; it need not exist. */
  public RunFolder(String path, Configuration hadoop) {
    try {
      Path given = new Path(path);
      files = given.getFileSystem(hadoop);
      this.path = files.makeQualified(given);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder '%s' cannot be opened: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Returns the path of an entry, or of the folder itself for an empty name. */
  public Path path(String entry) {
    return entry.isEmpty() ? path : new Path(path, entry);
  }

  /** Returns whether an entry exists. */
  public boolean has(String entry) {
    return get(() -> files.exists(path(entry)));
  }

  /** Returns whether the folder exists. */
  public boolean exists() {
    return get(() -> files.exists(path));
  }

  /** Returns a file's contents as text. */
  public String text(String entry) {
    return new String(bytes(entry), StandardCharsets.UTF_8);
  }

  /** Returns a file's contents. */
  public byte[] bytes(String entry) {
    return get(
        () -> {
          try (InputStream in = files.open(path(entry))) {
            return in.readAllBytes();
          }
        });
  }

  /** Writes a file, replacing one of the same name only when the new one is whole. */
  public void write(String entry, byte[] contents) {
    get(
        () -> {
          Path beside = path("." + entry + ".tmp");
          try (OutputStream out = files.create(beside, true)) {
            out.write(contents);
          }
          files.delete(path(entry), false);
          if (!files.rename(beside, path(entry))) {
            throw new IOException("'%s' could not be renamed to '%s'.".formatted(beside, entry));
          }
          return path(entry);
        });
  }

  /** Writes a text file. */
  public void write(String entry, String text) {
    write(entry, text.getBytes(StandardCharsets.UTF_8));
  }

  private interface Access<T> {
    T run() throws IOException;
  }

  private <T> T get(Access<T> access) {
    try {
      return access.run();
    } catch (IOException e) {
      throw new UncheckedIOException("Run folder '%s': %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return path.toUri().getScheme().equals("file") ? path.toUri().getPath() : path.toString();
  }
}
