package dev.barycenter.jobs.bench;

/** A program to be measured beside ours printed no time; the message shows what it printed. */
public final class PeerException extends RuntimeException {
  PeerException(String message) {
    super(message);
  }
}
