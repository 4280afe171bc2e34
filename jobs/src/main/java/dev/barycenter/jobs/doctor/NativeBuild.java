package dev.barycenter.jobs.doctor;

import dev.barycenter.graph.ops.LibNd4j;
import dev.barycenter.graph.ops.OneDnn;
import java.io.Serializable;

/**
 * What computes in a JVM, as it was loaded there.
 *
 * @param libnd4j the instructions that ND4J's library was built for, such as AVX2, or CUDA
 * @param oneDnn the instructions that oneDNN picked, in its own words; empty without oneDNN
 * @param missing why there is no oneDNN; empty if there is, or if GPUs compute
 */
record NativeBuild(String libnd4j, String oneDnn, String missing) implements Serializable {
  /** Returns what computes in this JVM. */
  static NativeBuild here() {
    String libnd4j = LibNd4j.build();
    String missing = OneDnn.unavailable();
    if (missing == null) {
      return new NativeBuild(libnd4j, OneDnn.instructions(), "");
    }
    return new NativeBuild(libnd4j, "", libnd4j.equals(LibNd4j.CUDA) ? "" : missing);
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
