package dev.barycenter.jobs;

import dev.barycenter.jobs.data.BadRows;
import dev.barycenter.jobs.data.SkippedRows;
import dev.barycenter.jobs.data.SourceSpec;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.predict.TablePredictor;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.run.TrainedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applies a trained model to a table. */
@Command(
    name = "predict",
    description = "Adds the predictions of a finished run to the rows of a table.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /** The formats that predictions are written in. */
  enum Format {
    PARQUET,
    CSV,
    JSON
  }

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The folder of a finished run, or of a registry for the version that serves.")
  private String run = "";

  @Mixin private RowsOptions rows = new RowsOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write; must not exist.")
  private String out = "";

  @Option(
      names = "--format",
      description =
          "parquet or json (lists of numbers stay lists), or csv (a column for each number).")
  private Format format = Format.PARQUET;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Write what this layer computes, such as embeddings, instead of the outputs.")
  private @Nullable String layer;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.withExecutors("predict");
    try {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      FileSystem files = new Path(out).getFileSystem(hadoop);
      if (files.exists(new Path(out))) {
        throw new MistakeException(
            "'%s' exists already. Name another folder with --out, or remove it.".formatted(out));
      }
      TrainedRun trained = TrainedRun.open(Registry.run(run, hadoop), hadoop);
      SourceSpec source = rows.source(trained.spec().data().train());
      Tables tables = new Tables(spark, new Path("."));
      TablePredictor predictor =
          layer == null ? TablePredictor.of(trained) : TablePredictor.ofLayer(trained, layer);
      SkippedRows skipped = SkippedRows.in(spark);
      Dataset<Row> predicted = predictor.predict(tables.read(source), trained.pipeline(), skipped);
      Dataset<Row> written = format == Format.CSV ? predictor.flat(predicted) : predicted;
      new BadRows(tables, List.of(source), trained.pipeline(), predictor.packing())
          .named(() -> write(written, files));
      if (skipped.value() > 0) {
        System.out.printf("%,d rows were skipped: data.bad_rows is skip.%n", skipped.value());
      }
      System.out.printf(
          "Predictions are in %s (%s).%n", out, format.name().toLowerCase(Locale.ROOT));
      return ExitCode.DONE;
    } finally {
      spark.stop();
    }
  }

  /** Writes all rows, or nothing. */
  private Path write(Dataset<Row> predicted, FileSystem files) {
    Path folder = new Path(out);
    DataFrameWriter<Row> writer = predicted.write().mode(SaveMode.ErrorIfExists);
    boolean whole = false;
    try {
      switch (format) {
        case CSV -> writer.option("header", true).csv(out);
        case JSON -> writer.json(out);
        case PARQUET -> writer.parquet(out);
      }
      whole = true;
    } finally {
      if (!whole) {
        remove(folder, files);
      }
    }
    return folder;
  }

  private static void remove(Path folder, FileSystem files) {
    try {
      files.delete(folder, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "'%s' cannot be removed: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
