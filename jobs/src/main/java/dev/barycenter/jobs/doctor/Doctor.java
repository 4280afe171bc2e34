package dev.barycenter.jobs.doctor;

import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.worker.device.Nd4jDevices;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Examines a training on the cluster that it is to run on. */
public record Doctor(SparkSession spark) {

  /** Makes all checks; the cheap ones first, and no Spark job where these find a problem. */
  public List<Finding> examine(Prepared prepared) {
    List<Finding> findings = new ArrayList<>(cheap(prepared));
    if (findings.stream().noneMatch(Finding::isProblem)) {
      Path runs = prepared.folder().path("").getParent();
      findings.add(
          StorageProbe.of(
              JavaSparkContext.fromSparkContext(spark.sparkContext()), runs.toString()));
    }
    return findings;
  }

  /** Returns what the checks that need no Spark job found. */
  public List<Finding> cheap(Prepared prepared) {
    SparkConf conf = spark.sparkContext().getConf();
    return new Preflight(prepared.spec(), conf, Nd4jDevices.LOADED).findings();
  }
}
