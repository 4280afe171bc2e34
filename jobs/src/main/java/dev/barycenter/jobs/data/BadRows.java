package dev.barycenter.jobs.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Names the file and the row where bad rows end a job.
 *
 * <p>Tasks do not know how many rows of a file others have read. So when a job has failed for a bad
 * row, its sources are read again, for the message.
 */
public final class BadRows {
  private final Tables tables;
  private final List<SourceSpec> sources;
  private final @Nullable PipelineModel pipeline;
  private final Packing packing;

  /**
   * Prepares for the sources of a job.
   *
   * @param pipeline the preprocessing of all of them; null for none
   */
  public BadRows(
      Tables tables, List<SourceSpec> sources, @Nullable PipelineModel pipeline, Packing packing) {
    this.tables = tables;
    this.sources = List.copyOf(sources);
    this.pipeline = pipeline;
    this.packing = packing;
  }

  /**
   * Runs a step of a job.
   *
   * @throws DataException with file and row, if it fails for a bad row
   */
  public <T> T named(Supplier<T> step) {
    try {
      return step.get();
    } catch (Exception e) { // Spark throws checked exceptions without declaring them
      String message = DataException.messageIn(e);
      if (message == null) {
        throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
      }
      throw new DataException(
          sources.stream().map(this::first).flatMap(Optional::stream).findFirst().orElse(message));
    }
  }

  /**
   * The rows of one file in one partition.
   *
   * @param first the place of the first bad row among them, from 0; -1 without
   * @param problem what is wrong with it
   * @param shown its cells
   */
  private record FilePart(
      String file, long rows, long bad, long first, String problem, String shown)
      implements java.io.Serializable {
    FilePart with(String problemOfNext, Row row) {
      boolean wrong = !problemOfNext.isEmpty();
      return wrong && bad == 0
          ? new FilePart(file, rows + 1, 1, rows, problemOfNext, ShownRow.text(row))
          : new FilePart(file, rows + 1, bad + (wrong ? 1 : 0), first, problem, shown);
    }
  }

  private Optional<String> first(SourceSpec source) {
    Dataset<Row> table = Preprocessing.apply(pipeline, tables.located(source));
    Packing packed = packing;
    List<FilePart> parts = table.javaRDD().mapPartitions(rows -> parts(packed, rows)).collect();
    // The parts of a file follow each other in the order of partitions.
    Map<String, Long> before = new HashMap<>();
    long rows = 0;
    long bad = 0;
    FilePart found = null;
    for (FilePart part : parts) {
      rows += part.rows();
      bad += part.bad();
      if (found == null && part.bad() > 0) {
        found = part;
      } else if (found == null) {
        before.merge(part.file(), part.rows(), Long::sum);
      }
    }
    if (found == null) {
      return Optional.empty();
    }
    long number = before.getOrDefault(found.file(), 0L) + found.first() + 1;
    String place = place(source, found.file(), number);
    return Optional.of(Packing.message(found.problem(), place, found.shown(), bad, rows));
  }

  private static Iterator<FilePart> parts(Packing packing, Iterator<Row> rows) {
    Map<String, FilePart> parts = new LinkedHashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      Object file = row.getAs(Sources.FILE);
      String problem = packing.problem(row);
      parts.merge(
          String.valueOf(file),
          new FilePart(String.valueOf(file), 0, 0, -1, "", "").with(problem, row),
          (seen, one) -> seen.with(problem, row));
    }
    return new ArrayList<>(parts.values()).iterator();
  }

  private static String place(SourceSpec source, String file, long number) {
    if (source.format().equals("sql")) {
      return "the query '%s'".formatted(source.path());
    }
    String shown = file.startsWith("file:") ? file.replaceFirst("file:/*", "/") : file;
    boolean numbered = source.sequence() == null && !source.format().equals("images");
    return numbered ? "%s, row %,d".formatted(shown, number) : shown;
  }
}
