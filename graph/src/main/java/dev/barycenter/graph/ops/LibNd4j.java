package dev.barycenter.graph.ops;

import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** libnd4j, the library that ND4J's arrays are computed by, as it was loaded here. */
public final class LibNd4j {
  /** What {@link #build} returns where arrays live on a GPU. */
  public static final String CUDA = "CUDA";

  /** By the number that the library has for what it was built for. */
  private static final List<String> LEVELS = List.of("any CPU", "x86-64", "AVX2", "AVX-512");

  private LibNd4j() {}

  /** Returns what the library was built for: instructions of a CPU such as AVX2, or CUDA. */
  public static String build() {
    return Nd4j.getEnvironment().isCPU()
        ? LEVELS.get(NativeOpsHolder.getInstance().getDeviceNativeOps().binaryLevel())
        : CUDA;
  }
}
