package dev.barycenter.jobs;

import dev.barycenter.jobs.data.Layouts;
import dev.barycenter.jobs.data.SourceSpec;
import dev.barycenter.jobs.data.Tables;
import dev.barycenter.jobs.predict.Predictor;
import dev.barycenter.jobs.run.TrainedRun;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a finished run.")
  private String run = "";

  @Option(names = "--data", required = true, paramLabel = "PATH", description = "The rows.")
  private String data = "";

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
  public Integer call() throws java.io.IOException {
    SparkSession spark = Sessions.withExecutors("predict");
    try {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      Path folder = new Path(out);
      if (folder.getFileSystem(hadoop).exists(folder)) {
        throw new MistakeException(
            "'%s' exists already. Name another folder with --out, or remove it.".formatted(out));
      }
      TrainedRun trained = TrainedRun.open(run, hadoop);
      SourceSpec source = trained.spec().data().train().at(data);
      Dataset<Row> rows = new Tables(spark, new Path(".")).read(source);
      Predictor predictor =
          layer == null
              ? new Predictor(
                  trained, Layouts.packing(trained.spec().model(), Map.of(), trained.spec().data()))
              : Predictor.ofLayer(trained, layer);
      LongAccumulator skipped = spark.sparkContext().longAccumulator("skipped rows");
      Dataset<Row> predicted = predictor.predict(spark, rows, trained.pipeline(), skipped);
      write(format == Format.CSV ? predictor.flat(predicted) : predicted);
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

  private void write(Dataset<Row> predicted) {
    DataFrameWriter<Row> writer = predicted.write().mode(SaveMode.ErrorIfExists);
    switch (format) {
      case CSV -> writer.option("header", true).csv(out);
      case JSON -> writer.json(out);
      case PARQUET -> writer.parquet(out);
    }
  }
}
