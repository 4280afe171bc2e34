package dev.barycenter.driver.spark;

import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.worker.data.ExampleOrder;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.Iterator;

/** What one pass over a data set finds out: counts by ranges of hashes, and a digest of all. */
final class Census implements Serializable {

  private static final long serialVersionUID = 1;

  private final long[] counts = new long[HashBuckets.COUNT];
  private final ExampleDigest digest = new ExampleDigest();

  /** Returns the census of some examples. */
  static Census of(Iterator<byte[]> examples, long seed) {
    Census census = new Census();
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

  /** Returns how many examples have hashes in each of the ranges. */
  long[] counts() {
    return counts;
  }

  /** Returns the digest of all examples. */
  ExampleDigest digest() {
    return digest;
  }
}
