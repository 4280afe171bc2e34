package dev.barycenter.jobs.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of a process, in bytes.
 *
 * @param resident what is in physical memory, code and heap included; 0 where the system does not
 *     tell
 * @param offHeap the native arrays and direct buffers that Java code asked for
 * @param garbage what a step leaves on the heap for the collector, or is otherwise new there
 */
public record Memory(long resident, long offHeap, long garbage) {
  /** What is known of a process that does not tell. */
  static final Memory UNKNOWN = new Memory(0, 0, 0);

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Returns the memory of this process, a step of which allocated some bytes of heap. */
  static Memory now(long garbage) {
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return new Memory(residentBytes(), direct + Pointer.totalBytes(), garbage);
  }

  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
