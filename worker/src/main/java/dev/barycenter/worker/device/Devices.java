package dev.barycenter.worker.device;

import java.io.Serializable;

/** The devices of an executor, as the numerical library sees them. */
public interface Devices extends Serializable {

  /** Returns whether the library was built for GPUs; then all its arrays live there. */
  boolean areGpus();

  /** Returns the number of GPUs that this process sees; they are numbered from 0. */
  int count();

  /** Returns what code a GPU can run. */
  Capability capability(int device);

  /** Returns what its maker calls a GPU. */
  String name(int device);

  /** Makes the calling thread compute on a GPU. */
  void bind(int device);
}
