package dev.barycenter.driver.exchange;

/**
 * Where a task of a segment listens.
 *
 * @param host the name or address that the other executors know
 * @param port of the listening socket
 * @param process unique to the listening process; tasks of one process skip the network
 * @param door the path of the socket for other processes of the host; empty for none
 */
record PeerAddress(String host, int port, String process, String door) {

  /** Returns the text that {@link #parse} reads. */
  String text() {
    return process + "|" + port + "|" + host + "|" + door;
  }

  static PeerAddress parse(String text) {
    String[] parts = text.split("\\|", 4);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "'%s' is no address of a peer; expected process|port|host|door.".formatted(text));
    }
    return new PeerAddress(parts[2], Integer.parseInt(parts[1]), parts[0], parts[3]);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
