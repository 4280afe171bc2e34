package dev.barycenter.jobs.doctor;

import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.worker.device.DeviceBinding;
import dev.barycenter.worker.device.Devices;
import dev.barycenter.worker.device.Nd4jDevices;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Examines a training on the cluster that it is to run on.
 *
 * @param devices what the training computes on
 */
public record Doctor(SparkSession spark, Devices devices) {

  /** Examines a training on what ND4J was built for. */
  public Doctor(SparkSession spark) {
    this(spark, Nd4jDevices.LOADED);
  }

  /** Returns what tasks on the executors found; it waits for the first executor. */
  public List<Finding> onExecutors(Prepared prepared) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    RunSpec spec = prepared.spec();
    List<Finding> findings =
        new ArrayList<>(
            new ExecutorProbe(
                    context,
                    new DeviceBinding(spec.compute().device(), devices),
                    spec.run().sparkPolicy().executorWait())
                .findings());
    if (findings.stream().noneMatch(Finding::isProblem)) {
      Path runs = prepared.folder().path("").getParent();
      findings.add(StorageProbe.of(context, runs.toString()));
    }
    return findings;
  }

  /** Returns what the checks that need no Spark job found. */
  public List<Finding> cheap(Prepared prepared) {
    SparkConf conf = spark.sparkContext().getConf();
    return new Preflight(prepared.spec(), conf, devices, NativeBuild.here()).findings();
  }
}
