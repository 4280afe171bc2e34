package dev.barycenter.jobs.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads the files of a source as a table. */
final class Sources {
  private static final String PICTURES = "*.{jpg,jpeg,png,gif,bmp,JPG,JPEG,PNG,GIF,BMP}";

  private final SparkSession spark;
  private final Path base;

  Sources(SparkSession spark, Path base) {
    this.spark = spark;
    this.base = base;
  }

  /**
   * Returns the table of a source.
   *
   * @throws DataException if there are no files, or they are not of the format
   */
  Dataset<Row> read(SourceSpec source) {
    if (source.format().equals("sql")) {
      return query(source.path());
    }
    Path path = new Path(base, source.path());
    requireFiles(path);
    if (SourceSpec.ARRAYS.contains(source.format())) {
      return ArrayTable.read(spark, source.format(), path, source.options());
    }
    DataFrameReader reader = spark.read().options(source.options());
    try {
      return switch (source.format()) {
        case "csv" ->
            reader
                .option("header", source.header())
                .option("inferSchema", true)
                .option("ignoreLeadingWhiteSpace", true)
                .csv(path.toString());
        case "parquet" -> reader.parquet(path.toString());
        case "libsvm" -> reader.format("libsvm").load(path.toString());
        case "images" -> pictures(reader, path);
        default -> reader.json(path.toString());
      };
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new DataException(
            "'%s' cannot be read as %s: %s".formatted(path, source.format(), firstLine(e)));
      }
      throw e;
    }
  }

  private Dataset<Row> query(String statement) {
    try {
      return spark.sql(statement);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new DataException("'%s' is no query: %s".formatted(statement, firstLine(e)));
      }
      throw e;
    }
  }

  /** Pictures in folders: the path, the name of the folder as class, and the file's bytes. */
  private static Dataset<Row> pictures(DataFrameReader reader, Path path) {
    Dataset<Row> files =
        reader
            .format("binaryFile")
            .option("recursiveFileLookup", true)
            .option("pathGlobFilter", PICTURES)
            .load(path.toString());
    Dataset<Row> pictures =
        files.select(
            files.col("path"),
            functions.element_at(functions.split(files.col("path"), "/"), -2).as("class"),
            files.col("content").as(SourceSpec.PICTURE));
    if (pictures.isEmpty()) {
      throw new DataException(
          "There are no pictures (%s) in the folders of '%s'. Put those of each class into a folder named like it."
              .formatted("jpg, png, gif, bmp", path));
    }
    return pictures;
  }

  /** Returns the first line of what Spark says. */
  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void requireFiles(Path path) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      FileStatus[] found = path.getFileSystem(hadoop).globStatus(path);
      if (found == null || found.length == 0) {
        throw new DataException(
            "There is no file '%s'. Give a path that exists, seen from the folder of the spec."
                .formatted(path));
      }
    } catch (IOException e) {
      throw new DataException("'%s' cannot be opened: %s".formatted(path, e.getMessage()));
    }
  }
}
