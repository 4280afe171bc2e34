package dev.barycenter.graph.dl4j;

/** A layer or vertex of a network that computes a region. */
interface SeededRegion {
  /** Returns what runs the region. */
  RegionRunner runner();

  /** Takes the seed that all regions of a network share. */
  void seededBy(StepSeed shared);
}
