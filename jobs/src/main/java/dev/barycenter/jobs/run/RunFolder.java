package dev.barycenter.jobs.run;

import dev.barycenter.driver.spark.HadoopStorage;
import dev.barycenter.driver.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The folder of one run, on any file system that Hadoop knows.
 *
 * <p>A file appears whole or not at all: it is written beside and renamed, in one step where the
 * file system can.
 */
public final class RunFolder {
  /** The spec as it was run. */
  public static final String SPEC = "spec.yaml";

  /** The trained model. */
  public static final String MODEL = "model.keras";

  /** The fitted preprocessing. */
  public static final String PIPELINE = "pipeline";

  /** How the run came about. */
  public static final String PROVENANCE = "provenance.json";

  /** The curves of the run, for people. */
  public static final String REPORT = "report.html";

  /** The states that a killed run goes on from. */
  public static final String CHECKPOINTS = "checkpoints";

  private final Path path;
  private final FileSystem files;
  private final HadoopStorage storage;

  /** Opens the folder at a path; it need not exist. */
  public RunFolder(String path, Configuration hadoop) {
    try {
      Path given = new Path(path);
      files = given.getFileSystem(hadoop);
      this.path = files.makeQualified(given);
      storage = new HadoopStorage(this.path.toString(), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder '%s' cannot be opened: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Returns the path of an entry, or of the folder itself for an empty name. */
  public Path path(String entry) {
    return entry.isEmpty() ? path : new Path(path, entry);
  }

  /** Returns the files of the folder as the driver sees them. */
  public Storage storage() {
    return storage;
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
          storage.write(entry, out -> out.write(contents));
          return path(entry);
        });
  }

  /** Writes a text file. */
  public void write(String entry, String text) {
    write(entry, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the paths of all files in the folder and those in it, sorted, without hidden ones. */
  public List<String> files() {
    return get(
        () -> {
          List<String> found = new ArrayList<>();
          RemoteIterator<LocatedFileStatus> all = files.listFiles(path, true);
          while (all.hasNext()) {
            String file = path.toUri().relativize(all.next().getPath().toUri()).getPath();
            if (!file.startsWith(".") && !file.contains("/.")) {
              found.add(file);
            }
          }
          Collections.sort(found);
          return found;
        });
  }

  /** Opens a file. */
  public InputStream read(String entry) {
    return get(() -> files.open(path(entry)));
  }

  /** Deletes an entry with all that is in it; does nothing when there is none. */
  public void delete(String entry) {
    get(() -> files.delete(path(entry), true));
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
