package dev.barycenter.worker.averaging;

/** How a float crosses the wire between the tasks of a segment. */
public enum WireFormat {
  /** As it is: 4 bytes. */
  FLOAT32,
  /** The upper half of a float32, rounded to nearest even: 2 bytes. */
  BFLOAT16,
  /** A whole number from -127 to 127 times the scale of its block, with error feedback: 1 byte. */
  INT8
}
