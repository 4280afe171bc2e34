package dev.barycenter.jobs;

import dev.barycenter.driver.spark.ExecutorWait;
import dev.barycenter.driver.spark.SparkDefaults;
import dev.barycenter.driver.spark.SparkPolicy;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.device.DeviceChoice;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Opens Spark for a command, with the settings that a run wants where the user set nothing. */
final class Sessions {
  private Sessions() {}

  /**
   * Returns the session of a job with that name that applies a trained model, once there is an
   * executor for it.
   */
  static SparkSession withExecutors(String job) {
    SparkSession spark = open(job);
    await(spark, SparkPolicy.DEFAULT, DeviceChoice.AUTO);
    return spark;
  }

  /** Waits until there is an executor that a spec can be trained on. */
  static void await(SparkSession spark, RunSpec spec) {
    await(spark, spec.run().sparkPolicy(), spec.compute().device());
  }

  private static void await(SparkSession spark, SparkPolicy policy, DeviceChoice device) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ExecutorWait.atMost(policy.executorWait(), context, device);
  }

  /** Returns the session of a job with that name. */
  static SparkSession open(String job) {
    return SparkSession.builder()
        .config(SparkDefaults.apply(new SparkConf()))
        .appName("barycenter " + job)
        .getOrCreate();
  }

  /** Returns the settings of file systems that a session would have, without starting one. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
