package dev.barycenter.driver.exchange;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the peers of the same host come in: a Unix domain socket in a folder that only the user of
 * this process can enter.
 */
final class Door implements AutoCloseable {

  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  /** Who connects beyond it would wait without a deadline. */
  private static final int BACKLOG = 1024;

  private final PeerHandler handler;
  private final Path path;
  private final ServerSocketChannel server;

  private Door(PeerHandler handler, Path path, ServerSocketChannel server) {
    this.handler = handler;
    this.path = path;
    this.server = server;
  }

  /**
   * Opens a door in the first of some folders that can hold one; returns null where none can: a
   * socket's path has some hundred characters at most.
   *
   * @param name of the folder that is made, unique to this process
   */
  static @Nullable Door open(List<Path> folders, String name, PeerHandler handler) {
    for (Path folder : folders) {
      try {
        Door door = in(folder.resolve(name), handler);
        Thread thread = new Thread(door::admit, "barycenter-door");
        thread.setDaemon(true);
        thread.start();
        return door;
      } catch (IOException | UnsupportedOperationException e) {
        // The next one, or none: peers take the network then.
      }
    }
    return null;
  }

  private static Door in(Path own, PeerHandler handler) throws IOException {
    Files.createDirectory(own, PosixFilePermissions.asFileAttribute(OWN));
    Path path = own.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      Files.delete(own);
      throw e;
    }
    own.toFile().deleteOnExit();
    path.toFile().deleteOnExit();
    return new Door(handler, path, server);
  }

  Path path() {
    return path;
  }

  /** Leads everyone who comes to the task that he asks for, until the door is closed. */
  private void admit() {
    try (server) {
      while (true) {
        SocketChannel channel = server.accept();
        try {
          lead(channel);
        } catch (IOException | RuntimeException e) {
          channel.close();
        }
      }
    } catch (IOException e) {
      // Closed, or of no more use: who comes now takes the network.
    }
  }

  private void lead(SocketChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Transfer.HEAD_BYTES);
    while (!HostInlet.filled(head, channel)) {
      // A blocking channel returns with at least a byte.
    }
    Transfer opening = Transfer.read(head.flip());
    Rendezvous rendezvous = handler.at(opening);
    if (rendezvous == null) {
      channel.close();
    } else {
      rendezvous.receiveFrom(opening.from(), channel);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
      Files.deleteIfExists(path.getParent());
    } catch (IOException e) {
      // What cannot be deleted now is when the process ends.
    }
  }
}
