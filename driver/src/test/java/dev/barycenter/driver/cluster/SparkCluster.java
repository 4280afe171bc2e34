package dev.barycenter.driver.cluster;

import dev.barycenter.driver.spark.SparkDefaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A standalone Spark of real processes: a master and workers, each worker good for one executor.
 *
 * <pre>{@code
 * @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);
 *
 * @Test void survives() {
 *   try (JavaSparkContext spark = cluster.connect(Map.of())) {
 *     cluster.awaitExecutors(2);
 *     cluster.executors().get(0).destroyForcibly();
 *     …
 *   }
 * }
 * }</pre>
 *
 * <p>The processes start with the first test class that needs them, serve all of the test run and
 * end with it. Executors belong to a context and have the class path of the test. Logs are below
 * {@code target/spark-cluster}.
 */
public final class SparkCluster implements BeforeAllCallback, AutoCloseable {

  private static final Path FOLDER =
      Path.of("target", "spark-cluster", "" + ProcessHandle.current().pid()).toAbsolutePath();
  private static final List<String> SMALL_HEAP = List.of("-Xmx192m", "-XX:+UseSerialGC");

  private final int workers;
  private final int cores;
  private final List<List<String>> gpus;
  private final @Nullable Path disk;
  private final List<JavaProcess> processes = new ArrayList<>();
  private String url = "";

  private SparkCluster(int workers, int cores, List<List<String>> gpus, @Nullable Path disk) {
    this.workers = workers;
    this.cores = cores;
    this.gpus = gpus;
    this.disk = disk;
  }

  /** Returns a cluster of {@code workers} executors with one core each. */
  public static SparkCluster ofWorkers(int workers) {
    return new SparkCluster(workers, 1, List.of(), null);
  }

  /** Returns a cluster of {@code workers} executors with {@code cores} cores each. */
  public static SparkCluster ofWorkers(int workers, int cores) {
    return new SparkCluster(workers, cores, List.of(), null);
  }

  /**
   * Returns a cluster of executors with {@code cores} cores each, whose workers say that they have
   * GPUs.
   *
   * @param gpus the addresses that the discovery script of each worker prints
   */
  public static SparkCluster ofGpuWorkers(int cores, List<List<String>> gpus) {
    return new SparkCluster(gpus.size(), cores, gpus, null);
  }

  /** Returns a cluster as this one whose executors shuffle and spill to {@code folder}. */
  public SparkCluster withDisk(Path folder) {
    return new SparkCluster(workers, cores, gpus, folder);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
    String key = "spark-cluster-%d-%d-%s-%s".formatted(workers, cores, gpus, disk);
    SparkCluster shared = store.getOrComputeIfAbsent(key, unused -> start(), SparkCluster.class);
    url = shared.url;
    processes.clear();
    processes.addAll(shared.processes);
  }

  private SparkCluster start() {
    SparkCluster started = new SparkCluster(workers, cores, gpus, disk);
    int port = freePort();
    started.url = "spark://127.0.0.1:" + port;
    started.launch(
        "master",
        List.of(),
        "org.apache.spark.deploy.master.Master",
        List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"));
    await("the Spark master listens", () -> listens(port));
    for (int worker = 0; worker < workers; worker++) {
      String name =
          "worker-%dx%d%s%s-%d"
              .formatted(
                  workers,
                  cores,
                  gpus.isEmpty() ? "" : "-gpu",
                  disk == null ? "" : "-disk",
                  worker);
      List<String> settings = new ArrayList<>();
      if (!gpus.isEmpty()) {
        settings.addAll(discovered(name, gpus.get(worker)));
      }
      if (disk != null) {
        settings.add("-Dspark.local.dir=" + disk);
      }
      started.launch(
          name,
          settings,
          "org.apache.spark.deploy.worker.Worker",
          List.of(
              "--host",
              "127.0.0.1",
              "--cores",
              "" + cores,
              "--memory",
              "4g",
              "--webui-port",
              "0",
              "--work-dir",
              FOLDER.resolve(name).toString(),
              started.url));
    }
    return started;
  }

  private static List<String> discovered(String name, List<String> addresses) {
    try {
      Path script = Files.createDirectories(FOLDER).resolve(name + "-gpus.sh");
      String json =
          "{\"name\": \"gpu\", \"addresses\": [\"%s\"]}"
              .formatted(String.join("\", \"", addresses));
      Files.writeString(script, "#!/bin/sh\necho '%s'\n".formatted(json));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      return List.of(
          "-Dspark.worker.resource.gpu.amount=" + addresses.size(),
          "-Dspark.worker.resource.gpu.discoveryScript=" + script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void launch(
      String name, List<String> settings, String mainClass, List<String> arguments) {
    List<String> options = new ArrayList<>(SMALL_HEAP);
    options.addAll(settings);
    // A killed executor is replaced, however often.
    options.add("-Dspark.deploy.maxExecutorRetries=-1");
    options.addAll(sparkOpens());
    processes.add(
        JavaProcess.start(
            FOLDER.resolve(name + ".log"), environment(), options, mainClass, arguments));
  }

  /** Returns what Java must open for Spark; the build hands it to this JVM. */
  public static List<String> sparkOpens() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .toList();
  }

  /** A Spark home without jars: the executors get the class path of the test. */
  private static Map<String, String> environment() {
    try {
      Files.createDirectories(FOLDER.resolve("home/jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "SPARK_HOME", FOLDER.resolve("home").toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1",
        "OMP_NUM_THREADS", "1");
  }

  /** Returns the settings of a context on this cluster, with {@code settings} added. */
  public SparkConf conf(Map<String, String> settings) {
    SparkConf conf =
        local(url)
            .set("spark.executor.memory", "512m")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executor.extraJavaOptions", "-XX:+UseSerialGC " + JavaProcess.QUICK_START);
    settings.forEach(conf::set);
    return conf;
  }

  /** Returns the settings of a context on {@code master}, such as {@code local[2]}. */
  public static SparkConf local(String master) {
    return SparkDefaults.apply(
        new SparkConf(false)
            .setMaster(master)
            .setAppName("test")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false"));
  }

  /** Returns the address of the master. */
  public String url() {
    return url;
  }

  /** Starts a context on this cluster and waits until all executors are there. */
  public JavaSparkContext connect(Map<String, String> settings) {
    JavaSparkContext spark = new JavaSparkContext(conf(settings));
    try {
      awaitExecutors(spark, workers);
      return spark;
    } catch (IllegalStateException e) {
      spark.close();
      throw e;
    }
  }

  /** Waits until {@code count} executors have registered with {@code spark}. */
  public void awaitExecutors(JavaSparkContext spark, int count) {
    await(
        count + " executors have registered",
        () -> spark.sc().statusTracker().getExecutorInfos().length - 1 >= count);
  }

  /** Returns the running executors, the oldest first. */
  public List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.children().stream())
        .sorted(java.util.Comparator.comparing(SparkCluster::startOf))
        .toList();
  }

  private static java.time.Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(java.time.Instant.MAX);
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::close);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 180_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "Waited three minutes until %s; the logs are in %s.".formatted(what, FOLDER));
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting until " + what, e);
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
