package dev.barycenter.driver.exchange;

import dev.barycenter.driver.exchange.PeerHandler.Seat;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one process: a server that its peers reach and a connection to each process that
 * it sends to, both kept from segment to segment.
 */
final class PeerNetwork implements AutoCloseable {

  /** As many letters of a process's id as a socket's path has room for in Spark's folders. */
  private static final int SHORT_ID = 6;

  private final PeerHandler handler = new PeerHandler();
  private final BufferPool pool = new BufferPool();
  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory clients;
  private final PeerAddress address;
  private final @Nullable Door door;

  /**
   * Opens a server on a free port.
   *
   * @param conf Spark's transport settings
   * @param host the name that peers reach this process by
   * @param bind the address to listen on
   * @param guards how a connecting peer proves itself; empty for no authentication
   * @param proofs how this process proves itself; empty for no authentication
   * @param folders where to open a socket for peers of the same host; empty for none
   */
  PeerNetwork(
      TransportConf conf,
      String host,
      String bind,
      List<TransportServerBootstrap> guards,
      List<TransportClientBootstrap> proofs,
      List<Path> folders) {
    context = new TransportContext(conf, handler);
    server = context.createServer(bind, 0, guards);
    clients = context.createClientFactory(proofs);
    String process = UUID.randomUUID().toString();
    door = Door.open(folders, "bc-" + process.substring(0, SHORT_ID), handler);
    String path = door == null ? "" : door.path().toString();
    address = new PeerAddress(host, server.getPort(), process, path);
  }

  PeerAddress address() {
    return address;
  }

  /** Takes a task's seat; peers may send to it from now on. */
  Rendezvous join(long exchange, int task, int tasks) {
    Rendezvous rendezvous = new Rendezvous(task, tasks, pool);
    handler.join(new Seat(exchange, task), rendezvous);
    return rendezvous;
  }

  /** Frees a task's seat and closes what it holds; what is still sent to it is dropped. */
  void leave(long exchange, int task, Rendezvous own) {
    handler.leave(new Seat(exchange, task));
    own.close();
  }

  /**
   * Connects a task that has joined with its peers, given all addresses in order of the tasks;
   * returns when all of them have joined. When one of them cannot be met, the others are told.
   */
  PeerExchange connect(
      long exchange, int task, Rendezvous own, List<PeerAddress> peers, Duration deadline)
      throws ExchangeFailedException {
    List<Route> routes = new ArrayList<>();
    try {
      for (int peer = 0; peer < peers.size(); peer++) {
        routes.add(route(peer, peers.get(peer), own));
      }
      for (int peer = 0; peer < peers.size(); peer++) {
        if (peer != task) {
          routes.get(peer).greet(new Transfer(exchange, task, peer, Transfer.HELLO, 0));
        }
      }
      own.await(deadline, peers);
      for (int peer = 0; peer < peers.size(); peer++) {
        Transfer opening = new Transfer(exchange, task, peer, Transfer.HELLO, 0);
        routes.set(peer, shortened(routes.get(peer), peers.get(peer), opening, own));
      }
    } catch (ExchangeFailedException e) {
      for (int peer = 0; peer < routes.size(); peer++) {
        if (peer != task) {
          String reason = String.valueOf(e.getMessage());
          routes.get(peer).abort(new Transfer(exchange, task, peer, Transfer.ABORT, 0), reason);
        }
      }
      routes.forEach(Route::close);
      throw e;
    }
    return new PeerExchange(
        exchange, task, own, routes, peers, deadline, () -> leave(exchange, task, own));
  }

  private Route route(int peer, PeerAddress to, Rendezvous own) throws ExchangeFailedException {
    if (to.process().equals(address.process())) {
      return new LocalRoute(handler, own);
    }
    try {
      return new RemoteRoute(peer, to, clients.createClient(to.host(), to.port()), own);
    } catch (IOException | RuntimeException e) {
      // A refused proof of identity comes as a RuntimeException.
      throw Failures.unreachable(peer, to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.unreachable(peer, to, e);
    }
  }

  /** Returns the way through a socket of the host where both processes see it, else the same. */
  private Route shortened(Route route, PeerAddress to, Transfer opening, Rendezvous own) {
    if (door == null || to.door().isEmpty() || to.process().equals(address.process())) {
      return route;
    }
    try {
      return HostRoute.open(Path.of(to.door()), opening, route, own.sockets());
    } catch (IOException e) {
      return route;
    }
  }

  @Override
  public void close() {
    if (door != null) {
      door.close();
    }
    clients.close();
    server.close();
    context.close();
  }
}
