package dev.barycenter.worker.averaging;

/**
 * A run of values that an averaging treats alike.
 *
 * @param kind what a replica contributes and what becomes of the mean
 * @param source where the values live
 * @param offset the first value in its source
 * @param length the number of values
 * @param cut the length whose cut into owners this section follows; a variance follows its means
 * @param wire how its values cross the wire
 */
record Section(Kind kind, Source source, int offset, int length, int cut, WireFormat wire) {

  /** What a replica contributes and what becomes of the weighted mean of the contributions. */
  enum Kind {
    /** Contributes value minus start; the mean takes the outer step. */
    DELTA,
    /** Contributes the value; the mean is the next value. */
    VALUE,
    /** Contributes value minus start; the mean is added to the start. */
    MEAN,
    /**
     * Contributes variance minus start plus the square of its mean's delta; the next value is start
     * plus mean minus the square of the mean's mean delta. That is the variance of the union of the
     * replicas' examples: the mean of the variances plus the spread of the means.
     */
    VARIANCE
  }

  /** Where values live. */
  enum Source {
    /** In the packed parameters. */
    WEIGHTS,
    /** In the optimizer's state. */
    OPTIMIZER
  }

  /**
   * Returns the values that {@code owner} of {@code owners} sums, counted from the section's start.
   */
  Range owned(int owner, int owners) {
    int chunks = (cut + Codec.CHUNK - 1) / Codec.CHUNK;
    Range part = Range.part(chunks, owner, owners);
    long chunk = Codec.CHUNK;
    return new Range(
        (int) Math.min(length, chunk * part.from()), (int) Math.min(length, chunk * part.to()));
  }

  /**
   * Returns whether a node of so many replicas goes replica by replica, being no longer that way.
   */
  boolean sendsReplicas(int replicas) {
    return replicas * wire.bytes() <= Float.BYTES;
  }
}
