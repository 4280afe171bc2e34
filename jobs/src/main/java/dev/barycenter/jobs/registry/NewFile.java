package dev.barycenter.jobs.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Creates files that nobody else has created: of several writers of one path, in any processes on
 * any machines, exactly one succeeds, and what it wrote appears at once and whole.
 *
 * <ul>
 *   <li>On disks, NFS included, it is written beside and linked to its name, as a link never
 *       replaces a file. Where a disk knows no links, the file itself is created exclusively.
 *   <li>On HDFS it is written beside and renamed, which the name node does in one step.
 *   <li>Elsewhere it is created with the demand that there be none: S3 by {@code s3a:} of Hadoop
 *       3.4.2 or newer (a conditional write, which a store that only resembles S3 must know),
 *       Google Cloud Storage by {@code gs:} (a precondition) and Azure by {@code abfs:} (a
 *       condition on the header) are safe. A file system without such a demand is not: have one
 *       retraining at a time there.
 * </ul>
 */
final class NewFile {
  private static final List<String> RENAMING = List.of("hdfs", "viewfs");

  /** Written out, since Hadoop has its name only from 3.4.2 on; others pass it over. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private NewFile() {}

  /**
   * Creates a file.
   *
   * @param contents not the same for two writers, or both may think that they succeeded
   * @return false if there is one already, of another writer
   */
  static boolean create(Path path, byte[] contents, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    boolean created;
    if (files instanceof LocalFileSystem local) {
      created = link(local.pathToFile(path).toPath(), contents);
    } else if (RENAMING.contains(files.getUri().getScheme())) {
      created = rename(files, path, contents, hadoop);
    } else {
      created = demand(files, path, contents);
    }
    // Over a network, the answer to what succeeded may be lost, and the second try fails.
    return created || holds(files, path, contents);
  }

  private static boolean holds(FileSystem files, Path path, byte[] contents) throws IOException {
    try (InputStream in = files.open(path)) {
      return Arrays.equals(in.readAllBytes(), contents);
    }
  }

  private static boolean link(java.nio.file.Path path, byte[] contents) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    java.nio.file.Path beside = path.resolveSibling(beside(path.getFileName().toString()));
    try {
      Files.write(beside, contents);
      Files.createLink(path, beside);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return exclusively(path, contents);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static boolean exclusively(java.nio.file.Path path, byte[] contents) throws IOException {
    try {
      Files.write(path, contents, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean rename(FileSystem files, Path path, byte[] contents, Configuration hadoop)
      throws IOException {
    Path beside = new Path(path.getParent(), beside(path.getName()));
    try (OutputStream out = files.create(beside, false)) {
      out.write(contents);
    }
    try {
      FileContext.getFileContext(path.toUri(), hadoop).rename(beside, path, Options.Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      files.delete(beside, false);
      return false;
    }
  }

  private static boolean demand(FileSystem files, Path path, byte[] contents) throws IOException {
    FSDataOutputStreamBuilder<?, ?> file = files.createFile(path);
    file.overwrite(false).recursive().opt(CONDITIONAL, true);
    try (OutputStream out = file.build()) {
      out.write(contents);
    } catch (IOException e) {
      if (!files.exists(path)) {
        throw e;
      }
      return false;
    }
    return true;
  }

  private static String beside(String name) {
    return ".%s.%s.tmp".formatted(name, UUID.randomUUID());
  }
}
