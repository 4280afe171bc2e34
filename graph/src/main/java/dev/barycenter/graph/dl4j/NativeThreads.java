package dev.barycenter.graph.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps native code to one thread for each Java thread that trains.
 *
 * <p>Replicas use the cores there are; threads within a step would compete for them. And a sum that
 * is divided among threads has other bits for another number of threads, so one thread is what
 * makes a result independent of the machine.
 */
final class NativeThreads {
  private static final ThreadLocal<Boolean> SET =
      ThreadLocal.withInitial(
          () -> {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
            Nd4j.factory().blas().setMaxThreads(1);
            return true;
          });

  private NativeThreads() {}

  /** Sees to it that what the calling thread starts runs on this thread alone. */
  static void one() {
    SET.get();
  }
}
