package dev.barycenter.jobs;

import dev.barycenter.jobs.data.SourceSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rows a finished run is applied to. */
final class RowsOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "The rows: a file, a folder or a pattern; for sql the query.")
  private String data = "";

  @Option(
      names = "--data-format",
      paramLabel = "FORMAT",
      description =
          "csv, parquet, json, libsvm, images, npy, npz, idx or sql; the format of the training"
              + " data unless given. The columns have the same names.")
  private @Nullable String format;

  /** Returns the rows, like those of a run but for what was given. */
  SourceSpec source(SourceSpec trained) {
    try {
      return format == null ? trained.at(data) : trained.as(format, data);
    } catch (IllegalArgumentException e) {
      throw new MistakeException("--data-format: " + e.getMessage());
    }
  }
}
