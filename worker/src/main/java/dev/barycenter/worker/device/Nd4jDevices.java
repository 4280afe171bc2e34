package dev.barycenter.worker.device;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The devices of the ND4J that is on the class path. */
public enum Nd4jDevices implements Devices {
  /** There is one ND4J in a JVM. */
  LOADED;

  @Override
  public boolean areGpus() {
    return !Nd4j.getEnvironment().isCPU();
  }

  @Override
  public int count() {
    return areGpus() ? Nd4j.getAffinityManager().getNumberOfDevices() : 0;
  }

  @Override
  public Capability capability(int device) {
    var library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return new Capability(library.getDeviceMajor(device), library.getDeviceMinor(device));
  }

  @Override
  public String name(int device) {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().getDeviceName(device);
  }

  @Override
  public void bind(int device) {
    Nd4j.getAffinityManager().unsafeSetDevice(device);
  }
}
