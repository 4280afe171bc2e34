package dev.barycenter.jobs.doctor;

import dev.barycenter.graph.ops.OneDnn;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What computes in a JVM, as it was loaded there.
 *
 * @param libnd4j the instructions that ND4J's library was built for, such as AVX2, or CUDA
 * @param oneDnn the instructions that oneDNN picked, in its own words; empty without oneDNN
 * @param missing why there is no oneDNN; empty if there is, or if GPUs compute
 */
record NativeBuild(String libnd4j, String oneDnn, String missing) implements Serializable {
  /** By the number that libnd4j has for what it was built for. */
  private static final List<String> LEVELS = List.of("any CPU", "x86-64", "AVX2", "AVX-512");

  /** Returns what computes in this JVM. */
  static NativeBuild here() {
    if (!Nd4j.getEnvironment().isCPU()) {
      return new NativeBuild("CUDA", "", "");
    }
    NativeOps library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    String missing = OneDnn.unavailable();
    return new NativeBuild(
        LEVELS.get(library.binaryLevel()),
        missing == null ? OneDnn.instructions() : "",
        missing == null ? "" : missing);
  }

  /**
   * Judges it.
   *
   * @param place where it computes, such as the driver
   */
  Finding finding(String place) {
    String build = "%s: libnd4j for %s".formatted(place, libnd4j);
    if (!missing.isEmpty()) {
      return Finding.warning(
          "native",
          "%s and no oneDNN (%s): training takes several times as long".formatted(build, missing),
          "run it on x86-64 machines with the jar that was built for them, without -Dbarycenter.onednn=false");
    }
    return Finding.fine(
        "native", oneDnn.isEmpty() ? build : "%s, oneDNN picked %s".formatted(build, oneDnn));
  }
}
