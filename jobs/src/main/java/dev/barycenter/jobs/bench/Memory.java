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
  private static final Path FORGET = Path.of("/proc/self/clear_refs");

  /** What the kernel takes for "reset the peak resident set size". */
  private static final String RESET_PEAK = "5";

  /** Returns the memory of this process, a step of which allocated some bytes of heap. */
  static Memory now(long garbage) {
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return new Memory(status("VmRSS:"), direct + Pointer.totalBytes(), garbage);
  }

  /** Returns the greatest resident size of this process; 0 where the system does not tell. */
  static long peak() {
    return status("VmHWM:");
  }

  /** Makes the resident size of now the greatest so far, and returns it; Linux only. */
  static long forgetPeak() {
    try {
      Files.writeString(FORGET, RESET_PEAK);
    } catch (IOException e) {
      return 0; // another system, or one that does not allow it: the peak stays that of all times
    }
    return peak();
  }

  private static long status(String line) {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(l -> l.startsWith(line))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
