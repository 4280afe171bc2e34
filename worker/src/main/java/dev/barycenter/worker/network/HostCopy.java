package dev.barycenter.worker.network;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of an array in this machine's memory.
 *
 * <p>On a GPU an array has a copy there and a copy here, and ND4J has to be told which is the newer
 * one when the copy here is read or written by others. On the CPU there is one copy.
 */
final class HostCopy {
  private HostCopy() {}

  /** Returns the numbers, up to date, in C order and native byte order. */
  static FloatBuffer of(INDArray array) {
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    return array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Says that the numbers here were changed. */
  static void changed(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }
}
