package dev.barycenter.jobs.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads the files of a source as a table. */
final class Sources {
  /** The column with the text of a line that could not be read; named as Spark does. */
  static final String UNREAD = "_corrupt_record";

  /** The column with the file of a row, where it is asked for. */
  static final String FILE = "barycenter_file";

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
    return read(source, false);
  }

  /** Returns the table of a source with the file of each row in the column {@link #FILE}. */
  Dataset<Row> located(SourceSpec source) {
    return read(source, true);
  }

  private Dataset<Row> read(SourceSpec source, boolean located) {
    if (source.format().equals("sql")) {
      return filed(query(source.path()), located ? functions.lit("") : null);
    }
    Path path = new Path(base, source.path());
    requireFiles(path);
    if (SourceSpec.ARRAYS.contains(source.format())) {
      Dataset<Row> arrays = ArrayTable.read(spark, source.format(), path, source.options());
      return filed(arrays, located ? functions.lit(path.toString()) : null);
    }
    DataFrameReader reader = spark.read().options(source.options());
    Column file = located ? functions.col("_metadata.file_path") : null;
    return Refusals.explained(
        () ->
            switch (source.format()) {
              case "csv" -> filed(csv(reader, source, path.toString()), file);
              case "parquet" -> filed(reader.parquet(path.toString()), file);
              case "libsvm" ->
                  LibSvm.read(filed(reader.text(path.toString()), file), source.options());
              case "images" -> pictures(filed(files(reader, path), file), path);
              default -> filed(reader.json(path.toString()), file);
            },
        "'%s' cannot be read as %s".formatted(path, source.format()));
  }

  private static Dataset<Row> filed(Dataset<Row> rows, @Nullable Column file) {
    return file == null ? rows : rows.withColumn(FILE, file);
  }

  /** A line with too many or too few cells is told from the others by {@link #UNREAD}. */
  private static Dataset<Row> csv(DataFrameReader reader, SourceSpec source, String path) {
    reader
        .option("header", source.header())
        .option("inferSchema", true)
        .option("ignoreLeadingWhiteSpace", true);
    StructType columns = reader.csv(path).schema();
    return reader
        .schema(columns.add(UNREAD, DataTypes.StringType))
        .option("columnNameOfCorruptRecord", UNREAD)
        .csv(path);
  }

  private Dataset<Row> query(String statement) {
    return Refusals.explained(() -> spark.sql(statement), "'%s' is no query".formatted(statement));
  }

  private static Dataset<Row> files(DataFrameReader reader, Path path) {
    return reader
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .option("pathGlobFilter", PICTURES)
        .load(path.toString());
  }

  /** Pictures in folders: the path, the name of the folder as class, and the file's bytes. */
  private static Dataset<Row> pictures(Dataset<Row> files, Path path) {
    Column folder = functions.element_at(functions.split(files.col("path"), "/"), -2);
    List<Column> columns = new ArrayList<>();
    columns.add(files.col("path"));
    columns.add(folder.as("class"));
    columns.add(files.col("content").as(SourceSpec.PICTURE));
    if (Arrays.asList(files.columns()).contains(FILE)) {
      columns.add(files.col(FILE));
    }
    Dataset<Row> pictures = files.select(columns.toArray(Column[]::new));
    if (pictures.isEmpty()) {
      throw new DataException(
          "There are no pictures (%s) in the folders of '%s'. Put those of each class into a folder named like it."
              .formatted("jpg, png, gif, bmp", path));
    }
    return pictures;
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
