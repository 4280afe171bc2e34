package dev.barycenter.worker.averaging;

/** How a float crosses the wire between the tasks of a segment. */
public enum WireFormat {
  /** As it is: 4 bytes. */
  FLOAT32(4),
  /** The upper half of a float32, rounded to nearest even: 2 bytes. */
  BFLOAT16(2),
  /** A whole number from -127 to 127 times the scale of its block, with error feedback: 1 byte. */
  INT8(1);

  private final int bytes;

  WireFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes of a value, scales not counted. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether what rounding leaves is added to the next values. */
  public boolean hasFeedback() {
    return this == INT8;
  }
}
