package dev.barycenter.graph.keras;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .keras} zip, opened with suspicion: its directory is checked whole before any entry is
 * read, and an entry is read no further than the directory said.
 */
final class Archive implements AutoCloseable {

  static final String CONFIG = "config.json";
  static final String METADATA = "metadata.json";
  static final String WEIGHTS = "model.weights.h5";

  private static final int MAX_ENTRIES = 10_000;
  private static final long MAX_JSON_BYTES = 64L << 20;
  private static final long MAX_WEIGHTS_BYTES = Integer.MAX_VALUE - 16L;

  /** Keras stores without compression; another tool may deflate, and weights gain little by it. */
  private static final int MAX_RATIO = 100;

  private static final long RATIO_FLOOR_BYTES = 1 << 20;

  private final String file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  private Archive(String file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static Archive open(Path path) throws IOException {
    String file = path.toString();
    Archive archive;
    try {
      archive = new Archive(file, new ZipFile(path.toFile()));
    } catch (ZipException | IllegalArgumentException e) {
      throw KerasFileException.damaged(
          file, "zip directory", "no readable zip archive (%s)".formatted(e.getMessage()), "one");
    }
    try {
      archive.checkDirectory();
      return archive;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private void checkDirectory() {
    if (zip.size() > MAX_ENTRIES) {
      throw wrong("zip directory", zip.size() + " entries", "at most " + MAX_ENTRIES);
    }
    List<String> names = new ArrayList<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      names.add(name);
      if (name.startsWith("/")
          || name.contains("\\")
          || name.contains("\0")
          || name.matches("[A-Za-z]:.*")
          || List.of(name.split("/", -1)).contains("..")) {
        throw wrong("entry '%s'".formatted(name), "a path that leaves the archive", "a name in it");
      }
      if (entries.put(name, entry) != null) {
        throw wrong("entry '%s'".formatted(name), "two entries of this name", "one");
      }
      checkRatio(entry);
    }
    if (!entries.containsKey(CONFIG)) {
      throw wrong("zip directory", "no '%s' among %s".formatted(CONFIG, first(names)), "one");
    }
  }

  private static List<String> first(List<String> names) {
    return names.subList(0, Math.min(10, names.size()));
  }

  private void checkRatio(ZipEntry entry) {
    long limit = Math.max(RATIO_FLOOR_BYTES, MAX_RATIO * Math.max(1, entry.getCompressedSize()));
    if (entry.getSize() < 0 || entry.getSize() > limit) {
      throw wrong(
          "entry '%s'".formatted(entry.getName()),
          "%d bytes packed into %d".formatted(entry.getSize(), entry.getCompressedSize()),
          "at most %d times as many".formatted(MAX_RATIO));
    }
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Returns the bytes of an entry that is there. */
  byte[] read(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw wrong("zip directory", "no '%s'".formatted(name), "one");
    }
    long limit = name.endsWith(".json") ? MAX_JSON_BYTES : MAX_WEIGHTS_BYTES;
    if (entry.getSize() > limit) {
      throw wrong(
          "entry '%s'".formatted(name),
          "%d bytes".formatted(entry.getSize()),
          "at most %d bytes".formatted(limit));
    }
    int size = (int) entry.getSize();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(size);
      if (bytes.length < size || in.read() >= 0) {
        throw wrong(
            "entry '%s'".formatted(name),
            bytes.length < size ? bytes.length + " bytes" : "more bytes",
            "the %d bytes that the directory names".formatted(size));
      }
      return checked(entry, bytes);
    } catch (ZipException | IllegalArgumentException | EOFException e) {
      throw wrong(
          "entry '%s'".formatted(name),
          "damaged data (%s)".formatted(e.getMessage()),
          "%d readable bytes".formatted(size));
    }
  }

  /** {@link ZipFile} leaves the checksum to its reader. */
  private byte[] checked(ZipEntry entry, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != entry.getCrc()) {
      throw wrong(
          "entry '%s'".formatted(entry.getName()),
          "data with checksum %08x".formatted(crc.getValue()),
          "%08x, as the directory says".formatted(entry.getCrc()));
    }
    return bytes;
  }

  private KerasFileException wrong(String place, String found, String expected) {
    return KerasFileException.damaged(file, place, found, expected);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
