package dev.barycenter.driver.spark;

import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.worker.data.ExampleOrder;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.Iterator;

/**
 * What one pass over a data set finds out.
 *
 * @param counts how many examples there are by ranges of their hash
 * @param digest of all of them
 */
record Census(long[] counts, ExampleDigest digest) implements Serializable {

  /** Returns the census of some examples. */
  static Census of(Iterator<byte[]> examples, long seed) {
    Census census = new Census(new long[HashBuckets.COUNT], new ExampleDigest());
    MessageDigest sha256 = Sha256.start();
    while (examples.hasNext()) {
      byte[] example = examples.next();
      census.counts[HashBuckets.bucket(ExampleOrder.of(seed, example))]++;
      census.digest.add(example, sha256);
    }
    return census;
  }

  /** Adds another census to this one, and returns it. */
  Census plus(Census other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    digest.add(other.digest);
    return this;
  }
}
