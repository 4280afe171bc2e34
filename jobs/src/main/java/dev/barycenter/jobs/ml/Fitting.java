package dev.barycenter.jobs.ml;

import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.spark.ExecutorWait;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.backbone.ModelFiles.Stored;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.doctor.Doctor;
import dev.barycenter.jobs.doctor.Finding;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training of an estimator: the job {@code train}, on a table. */
final class Fitting {
  private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

  /** Held by the training at hand, which has the whole cluster. */
  private static final Object TURN = new Object();

  private final GraphEstimator estimator;
  private final Dataset<Row> rows;
  private final Configuration hadoop;

  Fitting(GraphEstimator estimator, Dataset<Row> rows) {
    this.estimator = estimator;
    this.rows = rows;
    hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
  }

  /** Trains, and returns the model. */
  GraphModel model() {
    EstimatorSpec own = new EstimatorSpec(estimator);
    BackboneReader backbones = own.backbones(hadoop);
    RunSpec spec = own.read(backbones);
    spec.warnings().forEach(LOG::warn);
    String folder = estimator.$(estimator.runFolder());
    Path temporary = folder.isEmpty() ? temporary() : null;
    try {
      RunFolder run =
          temporary == null
              ? kept(folder)
              : new RunFolder(new Path(temporary, "run").toString(), hadoop);
      Prepared prepared =
          new Prepared(
              spec,
              backbones.weights(),
              backbones.compiled(),
              backbones.sources(),
              spec.data(),
              own.folder(),
              run);
      check(prepared);
      synchronized (TURN) {
        train(prepared);
      }
      Stored stored = ModelFile.read(run.path(RunFolder.MODEL).toString(), hadoop);
      return GraphModel.of(estimator.uid(), stored);
    } finally {
      if (temporary != null) {
        delete(temporary);
      }
    }
  }

  /** What nobody asked to keep lies on this machine, where the driver alone reads and writes it. */
  private static Path temporary() {
    try {
      return new Path(Files.createTempDirectory("barycenter").toUri());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(Path temporary) {
    try {
      temporary.getFileSystem(hadoop).delete(temporary, true);
    } catch (IOException e) {
      LOG.warn("'{}' could not be deleted.", temporary, e);
    }
  }

  private RunFolder kept(String folder) {
    RunFolder run = new RunFolder(folder, hadoop);
    if (run.exists() && !(boolean) estimator.$(estimator.resume())) {
      throw new DataException(
          "The run folder '%s' exists already. Name another with setRunFolder, remove it, or go on from its checkpoint with setResume(true)."
              .formatted(run));
    }
    return run;
  }

  private void check(Prepared prepared) {
    String problems =
        new Doctor(rows.sparkSession())
            .cheap(prepared).stream()
                .filter(Finding::isProblem)
                .map(Finding::toString)
                .collect(Collectors.joining("\n"));
    if (!problems.isEmpty()) {
      throw new DataException(problems);
    }
    ExecutorWait.atMost(
        prepared.spec().run().sparkPolicy().executorWait(),
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()),
        prepared.spec().compute().device());
  }

  private void train(Prepared prepared) {
    PrintStream out =
        (boolean) estimator.$(estimator.verbose())
            ? System.out
            : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    table(prepared.data()).createOrReplaceTempView(EstimatorSpec.VIEW);
    try {
      TrainJob.Ending ending = new TrainJob(rows.sparkSession(), out, false).run(prepared);
      if (ending != TrainJob.Ending.DONE) {
        throw new TrainingFailedException(
            "The training was interrupted; its checkpoint is in %s.".formatted(prepared.folder()));
      }
    } finally {
      rows.sparkSession().catalog().dropTempView(EstimatorSpec.VIEW);
    }
  }

  /** Returns the table with the columns that training reads, and no others. */
  private Dataset<Row> table(DataSpec data) {
    Set<String> names = new LinkedHashSet<>();
    data.inputs().values().forEach(feature -> names.addAll(feature.columns()));
    data.targets().values().forEach(feature -> names.addAll(feature.columns()));
    names.addAll(data.weights().values());
    String validation = estimator.$(estimator.validationIndicatorCol());
    if (!validation.isEmpty()) {
      names.add(validation);
    }
    return rows.select(
        names.stream().map(name -> rows.col("`" + name + "`")).toArray(Column[]::new));
  }
}
