package dev.barycenter.driver.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.driver.storage.Storage;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of {@code metrics.jsonl}, for file systems that cannot append: each write is a whole
 * file.
 *
 * <p>When the file is full, its lines become a file of their own in {@code metrics/}, called by its
 * last round, so that neither memory nor what is written at a time grows with the run.
 */
final class MetricsFiles {

  static final String NAME = "metrics.jsonl";

  /** A few megabytes. */
  static final int FULL = 10_000;

  private static final String FOLDER = "metrics";
  private static final String SUFFIX = ".jsonl";

  private final Storage storage;
  private final List<String> open = new ArrayList<>();
  private long round;

  MetricsFiles(Storage storage) {
    this.storage = storage;
  }

  /** Adds a line of a round; rounds ascend. */
  void add(long ofRound, String line) {
    round = ofRound;
    open.add(line);
  }

  /** Makes the added lines last. */
  void write() throws IOException {
    if (open.size() >= FULL) {
      write("%s/%012d%s".formatted(FOLDER, round, SUFFIX));
      open.clear();
    }
    write(NAME);
  }

  private void write(String name) throws IOException {
    storage.write(
        name,
        out -> {
          for (String line : open) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
          }
        });
  }

  /** Drops the lines of rounds after {@code last}; of 0, all lines. */
  void keepUpTo(long last) throws IOException {
    open.clear();
    long full = 0;
    List<String> cut = new ArrayList<>();
    for (String part : parts(storage)) {
      long end = Long.parseLong(part.substring(0, part.length() - SUFFIX.length()));
      if (end <= last) {
        full = end;
      } else {
        cut.add(FOLDER + "/" + part);
      }
    }
    List<String> unsure = new ArrayList<>(cut);
    unsure.add(NAME);
    for (String name : unsure) {
      for (String line : lines(storage, name)) {
        long ofRound = new ObjectMapper().readTree(line).path("round").asLong();
        if (ofRound > full && ofRound <= last) {
          open.add(line);
        }
      }
    }
    round = last;
    if (!cut.isEmpty()) {
      write(NAME);
    }
    for (String name : cut) {
      storage.delete(name);
    }
  }

  /** Tells all lines of a run in order. */
  static void forEach(Storage storage, Consumer<String> reader) throws IOException {
    for (String part : parts(storage)) {
      lines(storage, FOLDER + "/" + part).forEach(reader);
    }
    lines(storage, NAME).forEach(reader);
  }

  private static List<String> parts(Storage storage) throws IOException {
    return storage.list(FOLDER).stream().filter(name -> name.endsWith(SUFFIX)).toList();
  }

  private static List<String> lines(Storage storage, String name) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(storage.read(name), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    } catch (NoSuchFileException | FileNotFoundException e) {
      // The checkpoint was copied without it; what is gone cannot be kept.
      return List.of();
    }
  }
}
