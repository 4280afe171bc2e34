package dev.barycenter.worker.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A shard in a local file, for data larger than memory: each example is read when a step wants it.
 *
 * <p>Memory does not grow with the examples: the file holds their packed bytes and then, where they
 * differ in size, the end of each as a big-endian long. The file goes when nobody refers to the
 * shard any longer. Serialized, the shard takes its bytes along, into a temporary file where it is
 * read. A channel that an interrupt or {@link #close} has closed is opened again by the next read.
 */
public final class FileShard implements Shard {

  private static final long serialVersionUID = 1;
  private static final Cleaner CLEANER = Cleaner.create();

  private final ExampleLayout layout;
  private final int examples;
  private final int size;
  private final long indexAt;
  private transient Path file;
  private transient ByteBuffer ends;
  private transient @Nullable FileChannel channel;

  private FileShard(ExampleLayout layout, int examples, int size, long indexAt, Path file) {
    this.layout = layout;
    this.examples = examples;
    this.size = size;
    this.indexAt = indexAt;
    this.file = owned(this, file);
    this.ends = ByteBuffer.allocate(2 * Long.BYTES);
  }

  private static Path owned(FileShard shard, Path file) {
    CLEANER.register(shard, () -> file.toFile().delete());
    return file;
  }

  /**
   * Writes the examples of one shard, given in order, to a new file in {@code directory}.
   *
   * @throws UncheckedIOException when the file cannot be written, such as on a full disk
   */
  public static FileShard write(ExampleLayout layout, Iterator<byte[]> packed, Path directory) {
    Path file = directory;
    try {
      file = Files.createTempFile(directory, "shard-", ".bin");
      Path index = Files.createTempFile(directory, "index-", ".bin");
      try {
        return write(layout, packed, file, index);
      } finally {
        Files.deleteIfExists(index);
      }
    } catch (IOException e) {
      file.toFile().delete();
      throw new UncheckedIOException(
          "A shard cannot be written to '%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  private static FileShard write(
      ExampleLayout layout, Iterator<byte[]> packed, Path file, Path index) throws IOException {
    int examples = 0;
    int size = 0;
    long end = 0;
    try (DataOutputStream out = open(file);
        DataOutputStream ends = open(index)) {
      while (packed.hasNext()) {
        byte[] example = packed.next();
        out.write(example);
        size = example.length;
        end += size;
        examples = Math.incrementExact(examples);
        if (!layout.fixedSize()) {
          ends.writeLong(end);
        }
      }
      ends.flush();
      Files.copy(index, out);
    }
    return new FileShard(layout, examples, layout.fixedSize() ? size : 0, end, file);
  }

  private static DataOutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
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
  public synchronized int bytes(int position) {
    if (size > 0) {
      return size;
    }
    ends.clear().position(position == 0 ? Long.BYTES : 0);
    ends.putLong(0, 0);
    read(position, ends, indexAt + (long) Long.BYTES * Math.max(0, position - 1));
    return Math.toIntExact(ends.getLong(Long.BYTES) - ends.getLong(0));
  }

  @Override
  public synchronized void read(int position, ByteBuffer into) {
    int bytes = bytes(position);
    int limit = into.limit();
    into.limit(into.position() + bytes);
    read(position, into, size > 0 ? (long) size * position : ends.getLong(0));
    into.limit(limit);
  }

  private void read(int position, ByteBuffer into, long from) {
    try {
      FileChannel open = channel();
      for (long at = from; into.hasRemaining(); ) {
        int read = open.read(into, at);
        if (read < 0) {
          throw new EOFException("the file ends at byte " + at);
        }
        at += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Example %d of %d of the shard in '%s' cannot be read: %s"
              .formatted(position, examples, file, e.getMessage()),
          e);
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(file, StandardOpenOption.READ);
      channel = open;
    }
    return open;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeLong(Files.size(file));
    Files.copy(file, out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    file = owned(this, Files.createTempFile("shard-", ".bin"));
    ends = ByteBuffer.allocate(2 * Long.BYTES);
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (long left = in.readLong(); left > 0; ) {
        int length = (int) Math.min(left, buffer.length);
        in.readFully(buffer, 0, length);
        out.write(buffer, 0, length);
        left -= length;
      }
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The shard in '%s' cannot be closed.".formatted(file), e);
    }
  }
}
