package dev.barycenter.driver.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of this machine.
 *
 * @param root the folder; made when the first file is written
 */
public record LocalStorage(Path root) implements Storage {

  @Override
  public void write(String name, Content content) throws IOException {
    replace(root.resolve(name), content);
  }

  /** Writes a file of this machine, replacing an old one; it appears whole or not at all. */
  public static void replace(Path file, Content content) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
        content.write(out);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  @Override
  public InputStream read(String name) throws IOException {
    return Files.newInputStream(root.resolve(name));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  @Override
  public String address(String name) {
    return root.resolve(name).toString();
  }
}
