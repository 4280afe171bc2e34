package dev.barycenter.jobs.data;

import dev.barycenter.graph.config.Default;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that make a table.
 *
 * @param format csv, parquet, json (one object a line), libsvm, or images: all pictures below a
 *     folder, with the columns {@code path}, {@code class} (the name of the folder they lie in) and
 *     {@code image}; npz: a column for each array of NumPy's archive; npy or idx: a column {@code
 *     values}, or those that the options name; or sql: a query of Spark's tables
 * @param path a file, a folder or a pattern, on any file system that Hadoop knows; relative paths
 *     of a spec start at the folder of the spec. For sql, the query; for npy and idx with options,
 *     the folder of their files
 * @param header whether the first line of a CSV file names its columns; without one they are called
 *     {@code _c0}, {@code _c1}, …
 * @param options further options of Spark's reader, such as {@code sep}; for npy and idx the file
 *     of each column
 * @param sequence how the rows are gathered to sequences; null where each row is an example
 */
public record SourceSpec(
    String format,
    String path,
    @Default("true") boolean header,
    @Default("{}") Map<String, String> options,
    @Default("null") @Nullable SequenceSpec sequence) {
  /** The column that holds the files of a source of pictures. */
  static final String PICTURE = "image";

  /** The formats that can be read. */
  static final List<String> FORMATS =
      List.of("csv", "parquet", "json", "libsvm", "images", "npy", "npz", "idx", "sql");

  /** The formats of arrays. */
  static final List<String> ARRAYS = List.of("npy", "npz", "idx");

  /** Checks the format. */
  public SourceSpec {
    options = Map.copyOf(options);
    if (!FORMATS.contains(format)) {
      throw new IllegalArgumentException(
          "'format' is '%s': expected one of %s.".formatted(format, String.join(", ", FORMATS)));
    }
  }

  /** Returns rows of the same columns at another path and in another format. */
  public SourceSpec as(String otherFormat, String otherPath) {
    return otherFormat.equals(format)
        ? at(otherPath)
        : new SourceSpec(otherFormat, otherPath, true, Map.of(), sequence);
  }

  /** Returns the same source at another path. */
  public SourceSpec at(String otherPath) {
    return new SourceSpec(format, otherPath, header, options, sequence);
  }
}
