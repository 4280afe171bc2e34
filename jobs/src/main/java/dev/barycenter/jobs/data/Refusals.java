package dev.barycenter.jobs.data;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;

/**
 * Tells what Spark refuses, such as a query, an option or a column, as what is wrong in the spec.
 */
final class Refusals {

  /** With or without the name that Spark 4 gives an error. */
  private static final Pattern OF_A_JOB = Pattern.compile("(\\[\\w+] )?Job ");

  private Refusals() {}

  /**
   * Returns what {@code work} does.
   *
   * @param complaint what to say before Spark's own words where it refuses
   * @throws DataException if Spark refuses; with the refusal as its cause. A job that lost its
   *     executors or was cancelled is no refusal, one whose task refuses a row is
   */
  static <T> T explained(Supplier<T> work, String complaint) {
    try {
      return work.get();
    } catch (Exception e) {
      // Scala throws checked exceptions that it does not declare, so they cannot be named here.
      boolean refused = e instanceof SparkThrowable || e instanceof IllegalArgumentException;
      if (refused && !isOfCluster(e) && DataException.messageIn(e) == null) {
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        throw new DataException("%s: %s".formatted(complaint, words), e);
      }
      throw e;
    }
  }

  /** Spark names a cause only where code has thrown one. */
  private static boolean isOfCluster(Exception e) {
    return e instanceof SparkException
        && e.getCause() == null
        && OF_A_JOB.matcher(String.valueOf(e.getMessage())).lookingAt();
  }
}
