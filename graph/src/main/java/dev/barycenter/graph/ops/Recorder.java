package dev.barycenter.graph.ops;

/** What operations are recorded with. */
interface Recorder {
  /** Returns the trace that records. */
  Trace trace();

  /** Returns all operations, recorded by the same trace. */
  default Ops ops() {
    return trace().ops();
  }
}
