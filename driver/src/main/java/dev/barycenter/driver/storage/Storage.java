package dev.barycenter.driver.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The files of one folder, on some file system. Names are relative, with {@code /} between parts.
 */
public interface Storage {

  /** Writes the bytes of a file. */
  @FunctionalInterface
  interface Content {
    /** Writes all bytes to {@code out}, which the caller closes. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes a file, replacing an old one; it appears whole or not at all. */
  void write(String name, Content content) throws IOException;

  /** Opens a file. */
  InputStream read(String name) throws IOException;

  /** Returns the names of the files in a folder, sorted; none when there is no such folder. */
  List<String> list(String folder) throws IOException;

  /** Deletes a file; does nothing when there is none. */
  void delete(String name) throws IOException;

  /** Returns the full address of a file, for messages. */
  String address(String name);
}
