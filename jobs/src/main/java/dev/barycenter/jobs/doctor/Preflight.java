package dev.barycenter.jobs.doctor;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.device.DeviceChoice;
import dev.barycenter.worker.device.Devices;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * The checks that need no Spark job: every training makes them.
 *
 * @param spec what is to be trained
 * @param conf what Spark was told
 * @param devices what the driver's numerical library computes on
 * @param build the native libraries of the driver
 */
record Preflight(RunSpec spec, SparkConf conf, Devices devices, NativeBuild build) {
  private static final long MEGABYTE = 1 << 20;

  /** Weights, gradients, and two moments as of Adam. */
  private static final int ARRAYS = 4;

  private static final long LEAST_OVERHEAD = 384 * MEGABYTE;
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  /** Returns what was found, problems and others. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    all.add(java());
    all.add(build.finding("driver"));
    all.add(device());
    all.add(memory());
    all.add(traffic());
    all.add(segments());
    all.add(serializer());
    return all;
  }

  private Finding java() {
    return Finding.fine(
        "java",
        "Java %s, Spark %s on %s"
            .formatted(
                Runtime.version().feature(),
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                master()));
  }

  private String master() {
    return conf.get("spark.master", "local[*]");
  }

  private boolean isLocal() {
    return master().startsWith("local");
  }

  private Finding device() {
    DeviceChoice choice = spec.compute().device();
    boolean asked = conf.contains(GPUS);
    String found =
        "the spec says compute: {device: %s}; executors ask for %s GPUs"
            .formatted(choice.name().toLowerCase(java.util.Locale.ROOT), conf.get(GPUS, "no"));
    if (choice == DeviceChoice.GPU && !asked && !isLocal()) {
      return Finding.problem(
          "device",
          found,
          "--conf %s=1 --conf spark.executor.resource.gpu.discoveryScript=/PATH/gpu-discovery.sh (on Kubernetes also spark.executor.resource.gpu.vendor=nvidia.com)"
              .formatted(GPUS));
    }
    if (choice == DeviceChoice.GPU && isLocal() && !devices.areGpus()) {
      return Finding.problem(
          "device",
          found + ", and ND4J computes on the CPU here",
          "submit the jar of ./mvnw -Pcuda package on a machine with GPUs, or write compute: {device: auto}");
    }
    if (choice == DeviceChoice.CPU && asked) {
      return Finding.problem(
          "device",
          found + ", which would stand idle",
          "leave %s out, or write compute: {device: gpu}".formatted(GPUS));
    }
    return Finding.fine("device", found);
  }

  private long numbers(Model model) {
    return model.weights().values().stream().mapToLong(w -> w.shape().size()).sum();
  }

  /** Values of all layers for a minibatch, and as many gradients; unknown lengths count as one. */
  private long activations(Model model) {
    long values =
        model.shapes().values().stream().filter(Shape::isKnown).mapToLong(Shape::size).sum();
    return 2 * values * spec.training().batchSize();
  }

  private Finding memory() {
    int cores =
        isLocal()
            ? Runtime.getRuntime().availableProcessors()
            : conf.getInt("spark.executor.cores", 1);
    int tasks = Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    long one = Float.BYTES * (ARRAYS * numbers(spec.model()) + activations(spec.model()));
    long needed = one * tasks;
    String found =
        "%d tasks an executor, each with about %,d MB outside the heap for the network and a minibatch of %d"
            .formatted(tasks, megabytes(one), spec.training().batchSize());
    // A local or standalone Spark limits the heap only.
    if (isLocal() || master().startsWith("spark://")) {
      return Finding.fine("memory", found);
    }
    long heap = bytes(conf.get("spark.executor.memory", "1g"));
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long overhead =
        conf.contains("spark.executor.memoryOverhead")
            ? bytes(conf.get("spark.executor.memoryOverhead"))
            : Math.max(LEAST_OVERHEAD, (long) (heap * factor));
    found += "; heap %,d MB, overhead %,d MB".formatted(megabytes(heap), megabytes(overhead));
    // The JVM itself and the network buffers take what Spark's default leaves at least.
    long wanted = needed + LEAST_OVERHEAD;
    return wanted <= overhead || needed < LEAST_OVERHEAD / 2
        ? Finding.fine("memory", found)
        : Finding.warning(
            "memory",
            found,
            "--conf spark.executor.memoryOverhead=%dm".formatted(megabytes(wanted)));
  }

  /** Spark reads a number without a unit as mebibytes. */
  private static long bytes(String size) {
    return JavaUtils.byteStringAsMb(size) * MEGABYTE;
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  private Finding traffic() {
    Model model = spec.training().phases().get(0).model();
    long moving =
        model.weights().entrySet().stream()
            .filter(entry -> model.isMoving(entry.getKey()))
            .mapToLong(entry -> entry.getValue().shape().size())
            .sum();
    return Finding.fine(
        "traffic",
        "%,d of %,d weights move, %,.1f MB as float32, which each task sends and receives in a round"
            .formatted(moving, numbers(model), moving * Float.BYTES / 1e6));
  }

  private Finding segments() {
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    Integer rounds = spec.run().segment().rounds();
    String found =
        "segments of %s, dynamic allocation %s"
            .formatted(
                rounds == null ? "several rounds" : rounds + " rounds", dynamic ? "on" : "off");
    return dynamic && (rounds == null || rounds != 1)
        ? Finding.problem(
            "segments",
            found + ": a barrier stage needs all executors at once",
            "run: {segment: {rounds: 1}} in the spec, or --conf spark.dynamicAllocation.enabled=false")
        : Finding.fine("segments", found);
  }

  private Finding serializer() {
    String serializer = conf.get("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    return serializer.contains("Kryo")
        ? Finding.problem(
            "spark",
            "spark.serializer is %s, which cannot serialize Java records".formatted(serializer),
            "--conf spark.serializer=org.apache.spark.serializer.JavaSerializer")
        : Finding.fine("spark", "serializer " + serializer);
  }
}
