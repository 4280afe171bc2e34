package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.PeerLeftException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What an exchange ends with when it fails: every message in one place. */
final class Failures {

  private Failures() {}

  static ExchangeFailedException size(Transfer transfer, int expected) {
    return new ExchangeFailedException(
        "Task %d sent task %d %,d bytes in call %d of its segment, but %,d were expected; the two do not run the same plan."
            .formatted(
                transfer.from(), transfer.to(), transfer.bytes(), transfer.call(), expected));
  }

  static ExchangeFailedException cutShort(Transfer transfer, int received) {
    return new ExchangeFailedException(
        "Task %d announced %,d bytes for task %d in call %d of its segment, but sent %,d."
            .formatted(
                transfer.from(), transfer.bytes(), transfer.to(), transfer.call(), received));
  }

  static ExchangeFailedException call(Transfer transfer, int current) {
    return new ExchangeFailedException(
        "Task %d sent task %d its transfer of call %d while that task is at call %d; the two do not run the same plan."
            .formatted(transfer.from(), transfer.to(), transfer.call(), current));
  }

  static PeerLeftException aborted(int from, String reason) {
    return new PeerLeftException("Task %d ended the segment: %s".formatted(from, reason));
  }

  static ExchangeFailedException closed(int peer, PeerAddress address) {
    return new ExchangeFailedException(
        "The connection to task %d at %s was closed; its executor is gone or cut off."
            .formatted(peer, address));
  }

  static PeerLeftException left(int peer, Throwable cause) {
    return new PeerLeftException(
        "Task %d left the segment: %s. Its executor is gone, or it says itself why."
            .formatted(peer, cause.getMessage()));
  }

  static ExchangeFailedException unreachable(int peer, PeerAddress address, Throwable cause) {
    return new ExchangeFailedException(
        "Task %d at %s cannot be reached: %s%nExecutors must reach each other on all ports, as Spark's shuffle needs too."
            .formatted(peer, address, cause.getMessage()),
        cause);
  }

  static ExchangeFailedException broken(int peer, Throwable cause) {
    return new ExchangeFailedException(
        "A transfer to or from task %d broke off: %s".formatted(peer, cause.getMessage()), cause);
  }

  static PeerLeftException refused(int peer, String reason) {
    return new PeerLeftException("Task %d refused a transfer: %s".formatted(peer, reason));
  }

  static ExchangeFailedException moved(int task, PeerAddress known, PeerAddress now) {
    return new ExchangeFailedException(
        "Task %d was expected at %s, but listens at %s; its executor was replaced."
            .formatted(task, known, now));
  }

  static ExchangeFailedException late(
      int task, int call, List<Integer> peers, List<PeerAddress> addresses, Duration deadline) {
    return new ExchangeFailedException(
        "Task %d waited %s for %s %s. A task that does not answer hangs, is cut off, or computes longer than the deadline of an exchange (run.deadlines.exchange) allows."
            .formatted(
                task,
                deadline,
                peers.stream()
                    .map(peer -> "task %d at %s".formatted(peer, addresses.get(peer)))
                    .collect(Collectors.joining(", ")),
                call < 0 ? "before its segment" : "in call %d of its segment".formatted(call)));
  }

  static ExchangeFailedException interrupted(int task, int call) {
    return new ExchangeFailedException(
        "Task %d was interrupted in call %d of its segment.".formatted(task, call));
  }

  static String stale(Transfer transfer) {
    return "exchange %016x has no task %d in this process (any more)."
        .formatted(transfer.exchange(), transfer.to());
  }
}
