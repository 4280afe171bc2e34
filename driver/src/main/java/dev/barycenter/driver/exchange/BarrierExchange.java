package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.util.ConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Opens the exchange of a task in a barrier stage, under Spark's own settings for authentication
 * and encryption.
 *
 * <p>The transport module is {@code barycenter}: {@code spark.barycenter.io.serverThreads} and the
 * like tune it as {@code spark.shuffle.io.*} tunes shuffles. Where Spark neither authenticates nor
 * encrypts, the executors of one host send each other their slices through sockets of the host;
 * {@code spark.barycenter.hostSockets=false} sends all through the network.
 */
public final class BarrierExchange {

  /** Both directions of a process are memory copies; more threads take cores from the training. */
  private static final String IO_THREADS = "2";

  private static @Nullable SparkEnv owner;
  private static @Nullable PeerNetwork network;

  private BarrierExchange() {}

  /**
   * Meets the other tasks of the stage; returns when all of them are there.
   *
   * <p>Spark's own {@code allGather} takes a second, because its tasks sleep that long before they
   * look for the answer. So it is used only when an executor is not in {@code book}; the tasks see
   * the same book and the same executors, so they decide alike.
   *
   * @param id of this run of the segment; equal in all its tasks, never used before
   * @param book which executors listen where, as far as known
   * @param deadline how long one call may wait for the peers, their local steps included
   * @throws ExchangeFailedException when a peer cannot be reached
   */
  public static PeerExchange open(
      BarrierTaskContext context, long id, AddressBook book, Duration deadline)
      throws ExchangeFailedException {
    PeerNetwork peers = ofThisProcess();
    int task = context.partitionId();
    List<String> executors = executors(context);
    Rendezvous own = peers.join(id, task, executors.size());
    try {
      List<PeerAddress> addresses =
          book.knows(executors) ? book.addresses(executors) : gather(context, peers.address());
      if (!addresses.get(task).equals(peers.address())) {
        throw Failures.moved(task, addresses.get(task), peers.address());
      }
      return peers.connect(id, task, own, addresses, deadline);
    } catch (ExchangeFailedException | RuntimeException e) {
      peers.leave(id, task, own);
      throw e;
    }
  }

  private static List<PeerAddress> gather(BarrierTaskContext context, PeerAddress own) {
    return Arrays.stream(context.allGather(own.text())).map(PeerAddress::parse).toList();
  }

  /** Returns where the peers of an open exchange listen, for the book of the next segment. */
  public static AddressBook book(BarrierTaskContext context, PeerExchange exchange) {
    return AddressBook.of(executors(context), exchange.addresses());
  }

  /** Returns the names by which Spark tells the executors of the tasks apart, by task. */
  private static List<String> executors(BarrierTaskContext context) {
    return Arrays.stream(context.getTaskInfos()).map(BarrierTaskInfo::address).toList();
  }

  /** Returns the network of this process; another when Spark was stopped and started again. */
  private static synchronized PeerNetwork ofThisProcess() {
    SparkEnv env = SparkEnv.get();
    PeerNetwork current = network;
    if (current == null || env != owner) {
      if (current != null) {
        current.close();
      }
      current = start(env);
      network = current;
      owner = env;
    }
    return current;
  }

  private static PeerNetwork start(SparkEnv env) {
    SparkConf conf = env.conf();
    TransportConf transport = new TransportConf("barycenter", new Settings(conf));
    String host = env.blockManager().blockManagerId().host();
    boolean driver = "driver".equals(env.executorId());
    String bind = driver ? conf.get("spark.driver.bindAddress", host) : host;
    SecurityManager security = env.securityManager();
    if (!security.isAuthenticationEnabled()) {
      List<Path> folders =
          conf.getBoolean("spark.ssl.rpc.enabled", false) ? List.of() : folders(env);
      return new PeerNetwork(transport, host, bind, List.of(), List.of(), folders);
    }
    return new PeerNetwork(
        transport,
        host,
        bind,
        List.of(new AuthServerBootstrap(transport, security)),
        List.of(new AuthClientBootstrap(transport, conf.getAppId(), security)),
        List.of());
  }

  /**
   * Returns where a socket of the host may be, Spark's own folder first: Spark deletes it even when
   * this process is killed.
   */
  private static List<Path> folders(SparkEnv env) {
    if (!env.conf().getBoolean("spark.barycenter.hostSockets", true)) {
      return List.of();
    }
    List<Path> folders = new ArrayList<>();
    for (File folder : env.blockManager().diskBlockManager().localDirs()) {
      folders.add(folder.toPath().toAbsolutePath().getParent());
    }
    folders.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    folders.add(Path.of("/tmp"));
    return folders;
  }

  /** Spark's settings, with defaults for the threads of this module. */
  private static final class Settings extends ConfigProvider {

    private final SparkConf conf;

    Settings(SparkConf conf) {
      this.conf = conf.clone();
      this.conf.setIfMissing("spark.barycenter.io.serverThreads", IO_THREADS);
      this.conf.setIfMissing("spark.barycenter.io.clientThreads", IO_THREADS);
    }

    @Override
    public String get(String name) {
      return conf.get(name);
    }

    @Override
    public String get(String name, String fallback) {
      return Objects.requireNonNullElse(conf.get(name, null), fallback);
    }

    @Override
    public Iterable<Map.Entry<String, String>> getAll() {
      return Arrays.stream(conf.getAll())
          .map((Tuple2<String, String> entry) -> Map.entry(entry._1(), entry._2()))
          .toList();
    }
  }
}
