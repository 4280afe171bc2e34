package dev.barycenter.driver.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.PeerLeftException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@ParameterizedClass(name = "sockets of the host: {0}")
@ValueSource(booleans = {false, true})
class PeerExchangeTest {

  private static final long ID = 0x5eed;
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Parameter boolean hostSockets;

  @TempDir Path folder;

  private final List<PeerNetwork> networks = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void closeAll() {
    threads.shutdownNow();
    networks.forEach(PeerNetwork::close);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 2", "3, 2", "4, 4", "5, 3"})
  void everyTaskGetsWhatEveryOtherSentIt(int tasks, int processes) throws Exception {
    open(processes, Map.of());
    int calls = 40;
    List<Future<Void>> results = new ArrayList<>();
    for (PeerExchange exchange : meet(tasks, DEADLINE)) {
      results.add(threads.submit(() -> checkedCalls(exchange, calls)));
    }
    for (Future<Void> result : results) {
      result.get();
    }
  }

  /**
   * Random pauses let peers come early and late; sizes go from nothing to several network reads.
   */
  private static Void checkedCalls(PeerExchange exchange, int calls) throws Exception {
    Random pauses = new Random(exchange.task());
    int tasks = exchange.tasks();
    for (int call = 0; call < calls; call++) {
      ByteBuffer[] outgoing = new ByteBuffer[tasks];
      ByteBuffer[] incoming = new ByteBuffer[tasks];
      for (int peer = 0; peer < tasks; peer++) {
        outgoing[peer] = message(call, exchange.task(), peer);
        incoming[peer] =
            ByteBuffer.allocateDirect(message(call, peer, exchange.task()).remaining());
      }
      if (pauses.nextInt(3) == 0) {
        Thread.sleep(pauses.nextInt(4));
      }
      exchange.allToAll(outgoing, incoming);
      for (int peer = 0; peer < tasks; peer++) {
        if (peer != exchange.task()) {
          assertThat(incoming[peer]).isEqualTo(message(call, peer, exchange.task()));
        }
      }
    }
    return null;
  }

  private static ByteBuffer message(int call, int from, int to) {
    Random random = new Random(call * 10_000L + from * 100L + to);
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300_000)];
    random.nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void authenticatesAndEncryptsAsSparkIsSet(boolean encrypted) throws Exception {
    Map<String, String> settings = Map.of("spark.network.crypto.enabled", "" + encrypted);
    openGuarded(settings, "one secret");
    openGuarded(settings, "one secret");
    List<Future<Void>> results = new ArrayList<>();
    for (PeerExchange exchange : meet(2, DEADLINE)) {
      results.add(threads.submit(() -> checkedCalls(exchange, 10)));
    }
    for (Future<Void> result : results) {
      result.get();
    }
  }

  @Test
  void aPeerWithAnotherSecretIsNotLetIn() {
    Map<String, String> settings = Map.of("spark.network.crypto.enabled", "true");
    openGuarded(settings, "one secret");
    openGuarded(settings, "another secret");
    assertThatThrownBy(() -> meet(2, DEADLINE))
        .isInstanceOf(ExchangeFailedException.class)
        .hasMessageStartingWith("Task 1 at 127.0.0.1:")
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void aLostPeerEndsTheExchangeAtOnce() throws Exception {
    open(2, Map.of());
    List<PeerExchange> peers = meet(2, DEADLINE);
    Future<Void> waiting = threads.submit(sendTo(peers.get(0), 1_000));
    Thread.sleep(50);
    networks.get(1).close();
    assertFails(waiting, "task 1");
  }

  @Test
  void anAbortingPeerEndsTheExchangeWithItsReason() throws Exception {
    open(2, Map.of());
    for (int run = 0; run < 2; run++) {
      int tasks = 3;
      List<PeerExchange> peers = meet(ID + run, tasks, DEADLINE);
      Future<Void> remote = threads.submit(sendTo(peers.get(1), 1_000));
      Future<Void> local = threads.submit(sendTo(peers.get(2), 1_000));
      Thread.sleep(20);
      peers.get(0).abort("disk full");
      assertFails(remote, "Task 0 ended the segment: disk full");
      assertFails(local, "Task 0 ended the segment: disk full");
      peers.forEach(PeerExchange::close);
    }
  }

  @Test
  void aSilentPeerEndsTheExchangeAtTheDeadline() throws Exception {
    open(2, Map.of());
    List<PeerExchange> peers = meet(2, Duration.ofMillis(100));
    assertThatThrownBy(() -> sendTo(peers.get(0), 10).call())
        .isInstanceOf(ExchangeFailedException.class)
        .hasMessage(
            "Task 0 waited PT0.1S for task 1 at %s in call 0 of its segment. A task that does not answer hangs, is cut off, or computes longer than the deadline of an exchange (run.deadlines.exchange) allows."
                .formatted(networks.get(1).address()));
  }

  @Test
  void anotherSizeEndsTheExchangeOnBothSides() throws Exception {
    open(2, Map.of());
    List<PeerExchange> peers = meet(2, DEADLINE);
    Future<Void> one = threads.submit(sendTo(peers.get(0), 1_000));
    Future<Void> other = threads.submit(sendTo(peers.get(1), 2_000));
    assertFails(one, "bytes in call 0 of its segment");
    assertFails(other, "bytes in call 0 of its segment");
  }

  @Test
  void aTransferOfAnEndedRunIsRefused() throws Exception {
    open(2, Map.of());
    List<PeerExchange> peers = meet(2, DEADLINE);
    peers.get(1).close();
    assertThatThrownBy(() -> sendTo(peers.get(0), 10).call())
        .isInstanceOf(PeerLeftException.class)
        .hasMessageStartingWith(
            hostSockets
                ? "Task 1 left the segment: "
                : "Task 1 refused a transfer: exchange 0000000000005eed has no task 1 in this process (any more).");
  }

  @Test
  void aTaskThatCannotMeetAPeerTellsTheOthers() throws Exception {
    open(2, Map.of());
    PeerNetwork here = networks.get(0);
    PeerNetwork there = networks.get(1);
    Rendezvous waiting = there.join(ID, 1, 3);
    there.leave(ID, 2, there.join(ID, 2, 3));
    Rendezvous own = here.join(ID, 0, 3);
    List<PeerAddress> peers = List.of(here.address(), there.address(), there.address());
    String refusal =
        "Task 2 refused a transfer: exchange 0000000000005eed has no task 2 in this process (any more).";
    assertThatThrownBy(() -> here.connect(ID, 0, own, peers, DEADLINE))
        .isInstanceOf(ExchangeFailedException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> waiting.await(DEADLINE, peers))
        .isInstanceOf(ExchangeFailedException.class)
        .hasMessage("Task 0 ended the segment: " + refusal);
  }

  @Test
  void theNextExchangeUsesTheSameConnection() throws Exception {
    open(2, Map.of());
    List<PeerExchange> first = meet(2, DEADLINE);
    Future<Void> late = threads.submit(sendTo(first.get(0), 10));
    first.get(1).abort("killed");
    assertFails(late, "Task 1 ended the segment: killed");
    first.forEach(PeerExchange::close);

    List<Future<Void>> results = new ArrayList<>();
    for (PeerExchange exchange : meet(ID + 1, 2, DEADLINE)) {
      results.add(threads.submit(() -> checkedCalls(exchange, 5)));
    }
    for (Future<Void> result : results) {
      result.get();
    }
  }

  private static Callable<Void> sendTo(PeerExchange exchange, int bytes) {
    ByteBuffer[] buffers = new ByteBuffer[exchange.tasks()];
    for (int peer = 0; peer < buffers.length; peer++) {
      buffers[peer] = ByteBuffer.allocateDirect(bytes);
    }
    return () -> {
      exchange.allToAll(buffers, buffers.clone());
      return null;
    };
  }

  private static void assertFails(Future<Void> call, String part) {
    assertThatThrownBy(call::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ExchangeFailedException.class)
        .hasMessageContaining(part);
  }

  private void open(int processes, Map<String, String> settings) {
    List<Path> folders = hostSockets ? List.of(folder) : List.of();
    TransportConf conf = new TransportConf("barycenter", new MapConfigProvider(settings));
    for (int i = 0; i < processes; i++) {
      PeerNetwork network =
          new PeerNetwork(conf, "127.0.0.1", "127.0.0.1", List.of(), List.of(), folders);
      assertThat(network.address().door().isEmpty()).isNotEqualTo(hostSockets);
      networks.add(network);
    }
  }

  private void openGuarded(Map<String, String> settings, String secret) {
    TransportConf conf = new TransportConf("barycenter", new MapConfigProvider(settings));
    SecretKeyHolder holder =
        new SecretKeyHolder() {
          @Override
          public String getSaslUser(String appId) {
            return "spark";
          }

          @Override
          public String getSecretKey(String appId) {
            return secret;
          }
        };
    networks.add(
        new PeerNetwork(
            conf,
            "127.0.0.1",
            "127.0.0.1",
            List.of(new AuthServerBootstrap(conf, holder)),
            List.of(new AuthClientBootstrap(conf, "app", holder)),
            List.of()));
  }

  private List<PeerExchange> meet(int tasks, Duration deadline) throws ExchangeFailedException {
    return meet(ID, tasks, deadline);
  }

  /** Task t listens in network t modulo their number. */
  private List<PeerExchange> meet(long id, int tasks, Duration deadline)
      throws ExchangeFailedException {
    List<Rendezvous> seats = new ArrayList<>();
    List<PeerAddress> addresses = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      PeerNetwork network = networks.get(task % networks.size());
      seats.add(network.join(id, task, tasks));
      addresses.add(PeerAddress.parse(network.address().text()));
    }
    List<PeerExchange> peers = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      PeerNetwork network = networks.get(task % networks.size());
      peers.add(network.connect(id, task, seats.get(task), addresses, deadline));
    }
    return peers;
  }
}
