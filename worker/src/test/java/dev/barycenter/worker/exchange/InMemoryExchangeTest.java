package dev.barycenter.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("an exchange in memory")
class InMemoryExchangeTest {

  private static ByteBuffer direct(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      buffer.put(i, (byte) bytes[i]);
    }
    return buffer;
  }

  private static Future<ByteBuffer[]> start(Exchange exchange, int size, ByteBuffer... outgoing) {
    return CompletableFuture.supplyAsync(
        () -> {
          ByteBuffer[] incoming = new ByteBuffer[exchange.tasks()];
          for (int peer = 0; peer < incoming.length; peer++) {
            incoming[peer] = ByteBuffer.allocateDirect(size);
          }
          try {
            exchange.allToAll(outgoing, incoming);
          } catch (ExchangeFailedException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
          return incoming;
        },
        task -> new Thread(task).start());
  }

  @Test
  void bringsEachTaskWhatItsPeersSent() throws Exception {
    List<Exchange> ends = InMemoryExchange.group(2, Duration.ofSeconds(10));
    Future<ByteBuffer[]> first = start(ends.get(0), 1, direct(1), direct(2));
    Future<ByteBuffer[]> second = start(ends.get(1), 1, direct(3), direct(4));
    assertThat(first.get()[1]).isEqualTo(direct(3));
    assertThat(second.get()[0]).isEqualTo(direct(2));
  }

  @Test
  void endsAtOnceWhenAPeerAborts() {
    List<Exchange> ends = InMemoryExchange.group(2, Duration.ofSeconds(100));
    Future<ByteBuffer[]> first = start(ends.get(0), 1, direct(1), direct(2));
    ends.get(1).abort("out of memory");
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(ExchangeFailedException.class)
        .hasRootCauseMessage("Task 1 ended the exchange: out of memory");
  }

  @Test
  void endsAtTheDeadlineWhenAPeerDoesNotCome() {
    List<Exchange> ends = InMemoryExchange.group(3, Duration.ofMillis(20));
    Future<ByteBuffer[]> first = start(ends.get(0), 1, direct(1), direct(2), direct(3));
    assertThatThrownBy(first::get)
        .hasRootCauseMessage("Task 0 waited PT0.02S for its peers, of which 2 did not come.");
  }

  @Test
  void endsWhenAPeerSendsAnotherSize() {
    List<Exchange> ends = InMemoryExchange.group(2, Duration.ofSeconds(1));
    Future<ByteBuffer[]> first = start(ends.get(0), 2, direct(1), direct(2));
    Future<ByteBuffer[]> second = start(ends.get(1), 1, direct(3), direct(4));
    assertThatThrownBy(first::get)
        .hasRootCauseMessage("Task 1 sent task 0 1 bytes where 2 were expected.");
    assertThatThrownBy(second::get).hasRootCauseInstanceOf(ExchangeFailedException.class);
  }
}
