package dev.barycenter.driver.exchange;

/**
 * Where a task of a segment listens.
 *
 * @param host the name or address that the other executors know
 * @param port of the listening socket
 * @param process unique to the listening process; tasks of one process skip the network
 */
record PeerAddress(String host, int port, String process) {

  /** Returns the text that {@link #parse} reads. */
  String text() {
    return process + "|" + port + "|" + host;
  }

  static PeerAddress parse(String text) {
    String[] parts = text.split("\\|", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "'%s' is no address of a peer; expected process|port|host.".formatted(text));
    }
    return new PeerAddress(parts[2], Integer.parseInt(parts[1]), parts[0]);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
