package dev.barycenter.jobs.run;

import dev.barycenter.jobs.data.DataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run came about: the file {@code provenance.json}. The same spec, rows and program give the
 * same file, to the byte.
 *
 * @param program what trained it
 * @param spark the version of Spark
 * @param spec the SHA-256 of what the spec says, without what does not change the result
 * @param seed of all randomness
 * @param parents what the weights were taken from that training began with; none for random ones
 * @param weights the digest of those weights; null for random ones
 * @param train the examples that it was trained on
 * @param validation those that judged the epochs; null without
 * @param test those that judged the result; null without
 */
public record Provenance(
    Program program,
    String spark,
    String spec,
    long seed,
    List<String> parents,
    @Nullable String weights,
    Examples train,
    @Nullable Examples validation,
    @Nullable Examples test) {

  /**
   * A set of examples.
   *
   * @param count how many
   * @param digest of what the model sees of them, after preprocessing, whatever their order
   */
  public record Examples(long count, String digest) {}

  /**
   * Demands that a run goes on with the examples that it began with.
   *
   * @throws DataException if they are others
   */
  public void requireExamplesOf(Provenance begun) {
    if (!train.equals(begun.train)) {
      throw new DataException(
          """
          The training rows are not those that the run began with.
            then: %,d examples, digest %s
            now:  %,d examples, digest %s
            fix:  go on with the rows as they were, or start a new run in another folder."""
              .formatted(begun.train.count, begun.train.digest, train.count, train.digest));
    }
  }
}
