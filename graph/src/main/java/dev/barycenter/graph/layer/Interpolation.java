package dev.barycenter.graph.layer;

/** What stands between elements that are moved apart. */
public enum Interpolation {
  /** The nearest element. */
  NEAREST,
  /** A straight line between the elements, along each axis. */
  BILINEAR
}
