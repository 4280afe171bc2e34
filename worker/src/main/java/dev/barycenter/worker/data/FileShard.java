package dev.barycenter.worker.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;

/**
 * A shard in a local file, for data larger than memory: each example is read when a step wants it.
 *
 * <p>Memory does not grow with the examples. The file holds the packed bytes, then, where examples
 * differ in size, the end of each as a long, then the number of examples and the size of each (0
 * where they differ) as longs, all big-endian.
 */
public final class FileShard implements Shard {

  private static final int FOOTER = 2 * Long.BYTES;

  private final ExampleLayout layout;
  private final Path file;
  private final FileChannel channel;
  private final int examples;
  private final int size;
  private final long indexAt;
  private final ByteBuffer ends = ByteBuffer.allocate(2 * Long.BYTES);

  private FileShard(ExampleLayout layout, Path file, FileChannel channel) throws IOException {
    this.layout = layout;
    this.file = file;
    this.channel = channel;
    ByteBuffer footer = ByteBuffer.allocate(FOOTER);
    readFully(footer, channel.size() - FOOTER);
    this.examples = Math.toIntExact(footer.getLong(0));
    this.size = Math.toIntExact(footer.getLong(Long.BYTES));
    this.indexAt = channel.size() - FOOTER - (size == 0 ? (long) Long.BYTES * examples : 0);
    if (examples < 0 || (size > 0 && indexAt != (long) size * examples)) {
      throw new IOException(
          "'%s' is not a whole shard: %d bytes for %d examples of %d bytes each. Write it again."
              .formatted(file, channel.size(), examples, size));
    }
  }

  /** Writes the examples of one shard, given in order; the file appears whole or not at all. */
  public static void write(ExampleLayout layout, Iterator<byte[]> examples, Path file)
      throws IOException {
    Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), "shard", ".part");
    Path index = Files.createTempFile(file.toAbsolutePath().getParent(), "index", ".part");
    try {
      writeParts(layout, examples, beside, index);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
      Files.deleteIfExists(index);
    }
  }

  private static void writeParts(
      ExampleLayout layout, Iterator<byte[]> examples, Path data, Path index) throws IOException {
    long count = 0;
    long end = 0;
    int size = 0;
    try (DataOutputStream out = open(data);
        DataOutputStream ends = open(index)) {
      while (examples.hasNext()) {
        byte[] example = examples.next();
        out.write(example);
        size = example.length;
        end += size;
        count++;
        if (!layout.fixedSize()) {
          ends.writeLong(end);
        }
      }
      ends.flush();
      Files.copy(index, out);
      out.writeLong(count);
      out.writeLong(layout.fixedSize() ? size : 0);
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  /** Opens a shard that {@link #write} wrote; one reader each, to be closed. */
  public static FileShard open(ExampleLayout layout, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileShard(layout, file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public ExampleLayout layout() {
    return layout;
  }

  @Override
  public int examples() {
    return examples;
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public int bytes(int position) {
    if (size > 0) {
      return size;
    }
    loadEnds(position);
    return Math.toIntExact(ends.getLong(Long.BYTES) - ends.getLong(0));
  }

  @Override
  public void read(int position, ByteBuffer into) {
    int bytes = bytes(position);
    long at = size > 0 ? (long) size * position : ends.getLong(0);
    int limit = into.limit();
    into.limit(into.position() + bytes);
    try {
      readFully(into, at);
    } catch (IOException e) {
      throw failed(position, e);
    }
    into.limit(limit);
  }

  /** Loads where the example before {@code position} ends, and where the one at it does. */
  private void loadEnds(int position) {
    ends.clear();
    if (position == 0) {
      ends.putLong(0);
    }
    try {
      readFully(ends, indexAt + (long) Long.BYTES * Math.max(0, position - 1));
    } catch (IOException e) {
      throw failed(position, e);
    }
  }

  private void readFully(ByteBuffer into, long from) throws IOException {
    for (long at = from; into.hasRemaining(); ) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new EOFException("'%s' ends at byte %d.".formatted(file, at));
      }
      at += read;
    }
  }

  private UncheckedIOException failed(int position, IOException cause) {
    return new UncheckedIOException(
        "Example %d of %d of the shard '%s' cannot be read: %s"
            .formatted(position, examples, file, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The shard '%s' cannot be closed.".formatted(file), e);
    }
  }
}
