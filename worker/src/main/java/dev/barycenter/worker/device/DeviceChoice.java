package dev.barycenter.worker.device;

/** What a spec says about the device of a training. */
public enum DeviceChoice {
  /** What the build of ND4J computes on. */
  AUTO,
  /** The CPU; a build for GPUs is refused. */
  CPU,
  /** A GPU that Spark assigned; anything else is refused. */
  GPU
}
