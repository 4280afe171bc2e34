package dev.barycenter.driver.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few megabytes, which a test can fill; mounting it needs root. */
public final class SmallDisk implements AutoCloseable {

  private final Path folder;
  private final boolean mounted;

  private SmallDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  /** Mounts a disk at a folder, if this process may. */
  public static SmallDisk at(Path folder, int megabytes) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String size = "size=%dm".formatted(megabytes);
    return new SmallDisk(
        folder, runs("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()));
  }

  /** Returns whether there is such a disk; if not, the folder is a usual one. */
  public boolean mounted() {
    return mounted;
  }

  /** Takes all the room that is left. */
  public void fill() {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // There is no room any more.
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Unmounts the disk, at once or, where processes still use it, when they end. */
  @Override
  public void close() {
    if (mounted) {
      runs("umount", "--lazy", folder.toString());
    }
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
