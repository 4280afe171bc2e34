package dev.barycenter.jobs.registry;

import dev.barycenter.jobs.data.Watermark;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a version: the file {@code version.json}, which seals it.
 *
 * @param number from 1
 * @param parent the version that training began with; null for none
 * @param passed whether it was found worth promoting
 * @param why the reason, for people
 * @param rows what it was trained on
 * @param holdout what it was judged by
 * @param files the SHA-256 of every file, by its path in the folder of the version
 */
public record Version(
    int number,
    @Nullable Integer parent,
    boolean passed,
    String why,
    Rows rows,
    Holdout holdout,
    SortedMap<String, String> files) {

  /**
   * The rows of a training.
   *
   * @param after the watermark of the parent; null if all rows are new
   * @param upto how far the rows reach
   * @param fresh the number of rows after the watermark of the parent
   * @param replayed the number of older rows among them
   * @param hash of the contents of all these rows, whatever their order
   * @param columns their names and types, as Spark declares them
   */
  public record Rows(
      @Nullable Watermark after,
      Watermark upto,
      long fresh,
      long replayed,
      String hash,
      String columns) {}

  /**
   * How a version does on the rows that training never sees, and how the one that serves does.
   *
   * @param examples the number of those rows
   * @param digest of those rows
   * @param version loss and metrics by name
   * @param serving the same of the version that served then; null for none
   */
  public record Holdout(
      long examples,
      String digest,
      SortedMap<String, Double> version,
      @Nullable SortedMap<String, Double> serving) {}

  /** Returns the same version, sealed with the digests of its files. */
  Version with(SortedMap<String, String> digests) {
    return new Version(number, parent, passed, why, rows, holdout, digests);
  }
}
