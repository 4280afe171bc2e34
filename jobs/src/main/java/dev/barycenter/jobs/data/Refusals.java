package dev.barycenter.jobs.data;

import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;

/**
 * Tells what Spark refuses, such as a query, an option or a column, as what is wrong in the spec.
 */
final class Refusals {

  private Refusals() {}

  /**
   * Returns what {@code work} does.
   *
   * @param complaint what to say before Spark's own words where it refuses
   * @throws DataException if Spark refuses; with the refusal as its cause
   */
  static <T> T explained(Supplier<T> work, String complaint) {
    try {
      return work.get();
    } catch (Exception e) {
      // Scala throws checked exceptions that it does not declare, so they cannot be named here.
      boolean refused = e instanceof SparkThrowable || e instanceof IllegalArgumentException;
      if (refused && DataException.messageIn(e) == null) {
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        throw new DataException("%s: %s".formatted(complaint, words), e);
      }
      throw e;
    }
  }
}
