package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The exchange of one task with its peers in this and other executors.
 *
 * <p>A transfer to another executor goes from the given buffer to the socket and from the network's
 * buffers to where it belongs, without a further copy unless it comes early; between executors of
 * one host the thread of the task moves it, and no buffer lies between. Any failure ends the
 * exchange at once: a closed connection, an aborting peer, a transfer of another size or call, a
 * passed deadline.
 */
public final class PeerExchange implements Exchange, AutoCloseable {

  private final long id;
  private final int task;
  private final Rendezvous rendezvous;
  private final List<Route> routes;
  private final List<PeerAddress> addresses;
  private final Duration deadline;
  private final Runnable leave;
  private int call;

  PeerExchange(
      long id,
      int task,
      Rendezvous rendezvous,
      List<Route> routes,
      List<PeerAddress> addresses,
      Duration deadline,
      Runnable leave) {
    this.id = id;
    this.task = task;
    this.rendezvous = rendezvous;
    this.routes = List.copyOf(routes);
    this.addresses = List.copyOf(addresses);
    this.deadline = deadline;
    this.leave = leave;
  }

  /** Returns where the tasks listen, in order of tasks. */
  List<PeerAddress> addresses() {
    return addresses;
  }

  @Override
  public int task() {
    return task;
  }

  @Override
  public int tasks() {
    return routes.size();
  }

  @Override
  public void allToAll(ByteBuffer[] outgoing, ByteBuffer[] incoming)
      throws ExchangeFailedException {
    rendezvous.begin(incoming);
    // Everyone starts with the peer after it, so that no peer is everyone's first.
    for (int step = 1; step < tasks(); step++) {
      int peer = (task + step) % tasks();
      // Nothing is sent too: it is what keeps two peers within one call of each other.
      int bytes = outgoing[peer].remaining();
      routes.get(peer).send(new Transfer(id, task, peer, call, bytes), outgoing[peer]);
    }
    rendezvous.await(deadline, addresses);
    call++;
  }

  @Override
  public void abort(String reason) {
    rendezvous.fail(Failures.aborted(task, reason));
    for (int peer = 0; peer < tasks(); peer++) {
      if (peer != task) {
        routes.get(peer).abort(new Transfer(id, task, peer, Transfer.ABORT, 0), reason);
      }
    }
  }

  @Override
  public void close() {
    leave.run();
    routes.forEach(Route::close);
  }
}
