package dev.barycenter.driver.spark;

import dev.barycenter.driver.storage.LocalStorage;
import dev.barycenter.driver.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A folder on any of Hadoop's file systems: {@code hdfs:}, {@code s3a:}, {@code file:}.
 *
 * <p>A file is replaced by an atomic rename where the file system has one: on HDFS and on disks. On
 * object stores there is a moment without the file.
 */
public final class HadoopStorage implements Storage {

  private final Configuration conf;
  private final FileSystem files;
  private final Path root;

  /**
   * Opens a folder; it is made when the first file is written.
   *
   * @param folder with or without a scheme
   * @param conf Spark's, as {@code spark.sparkContext().hadoopConfiguration()}
   */
  public HadoopStorage(String folder, Configuration conf) throws IOException {
    this.conf = conf;
    Path path = new Path(folder);
    files = path.getFileSystem(conf);
    root = files.makeQualified(path);
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path file = new Path(root, name);
    if (files instanceof LocalFileSystem local) {
      // Hadoop's own rename removes the old file first.
      java.nio.file.Path target = local.pathToFile(file).toPath();
      Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
      LocalStorage.replace(target, content);
      return;
    }
    Path beside = new Path(file.getParent(), "." + file.getName() + ".tmp");
    try (OutputStream out = files.create(beside, true)) {
      content.write(out);
    }
    try {
      FileContext.getFileContext(file.toUri(), conf).rename(beside, file, Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      // Object stores without atomic rename: what was written appears whole at its close.
      files.delete(file, false);
      if (!files.rename(beside, file)) {
        throw new IOException("Cannot rename %s to %s.".formatted(beside, file), e);
      }
    }
  }

  @Override
  public InputStream read(String name) throws IOException {
    return files.open(new Path(root, name));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try {
      return Arrays.stream(files.listStatus(new Path(root, folder)))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(new Path(root, name), false);
  }

  @Override
  public String address(String name) {
    return new Path(root, name).toString();
  }
}
