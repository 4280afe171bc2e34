package dev.barycenter.driver.exchange;

import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What one task receives from one peer.
 *
 * <p>A peer may be one call ahead, never two: its next call needs this task's transfer of the call
 * between. What comes before it was asked for is staged, in two buffers by turns.
 */
final class Inlet {

  private final BufferPool pool;
  private final Stage[] stages = {new Stage(), new Stage()};
  private int call = -1;
  private @Nullable ByteBuffer target;
  private boolean received;
  private boolean closed;

  /** A transfer that came early. */
  private static final class Stage {
    private @Nullable Transfer transfer;
    private boolean complete;
    private @Nullable ByteBuffer buffer;
  }

  Inlet(BufferPool pool) {
    this.pool = pool;
  }

  /** Asks for the transfer of {@code call}, to be written to {@code into}. */
  synchronized void expect(int call, ByteBuffer into) {
    this.call = call;
    target = into.duplicate();
    received = false;
  }

  /** Returns whether the transfer that was asked for is where it should be. */
  synchronized boolean received() throws ExchangeFailedException {
    Stage stage = stages[call & 1];
    Transfer early = stage.transfer;
    if (received || early == null || early.call() != call || !stage.complete) {
      return received;
    }
    if (stage.buffer != null && target != null) {
      if (early.bytes() != target.remaining()) {
        throw Failures.size(early, target.remaining());
      }
      target.put(stage.buffer.rewind());
      received = true;
    }
    return received;
  }

  /** Starts to receive a transfer. */
  synchronized Landing begin(Transfer transfer) throws ExchangeFailedException {
    if (transfer.call() == call && target != null && !received) {
      if (transfer.bytes() != target.remaining()) {
        throw Failures.size(transfer, target.remaining());
      }
      return new Landing(transfer, target, null);
    }
    if (transfer.call() != call + 1) {
      throw Failures.call(transfer, call);
    }
    Stage stage = stages[transfer.call() & 1];
    if (stage.buffer != null && stage.buffer.capacity() < transfer.bytes()) {
      pool.giveBack(stage.buffer);
      stage.buffer = null;
    }
    if (stage.buffer == null) {
      stage.buffer = pool.lend(transfer.bytes());
    }
    stage.buffer.clear().limit(transfer.bytes());
    stage.transfer = transfer;
    stage.complete = false;
    return new Landing(transfer, stage.buffer, stage);
  }

  /** Lets go of all buffers; what still arrives is dropped. */
  synchronized void close() {
    closed = true;
    target = null;
    for (Stage stage : stages) {
      if (stage.buffer != null) {
        pool.giveBack(stage.buffer);
        stage.buffer = null;
      }
    }
  }

  /** Where the bytes of one transfer are put as they come. */
  final class Landing {

    private final Transfer transfer;
    private final ByteBuffer into;
    private final @Nullable Stage stage;

    private Landing(Transfer transfer, ByteBuffer into, @Nullable Stage stage) {
      this.transfer = transfer;
      this.into = into.duplicate();
      this.stage = stage;
    }

    void put(ByteBuffer data) throws ExchangeFailedException {
      synchronized (Inlet.this) {
        if (closed) {
          return;
        }
        if (data.remaining() > into.remaining()) {
          throw Failures.size(transfer, into.position() + data.remaining());
        }
        into.put(data);
      }
    }

    /** Reads what the channel has and returns whether the transfer is whole. */
    boolean read(ReadableByteChannel from) throws IOException {
      synchronized (Inlet.this) {
        return closed || HostInlet.filled(into, from);
      }
    }

    void end() throws ExchangeFailedException {
      synchronized (Inlet.this) {
        if (closed) {
          return;
        }
        if (into.hasRemaining()) {
          throw Failures.cutShort(transfer, transfer.bytes() - into.remaining());
        }
        if (stage == null) {
          received = true;
        } else {
          stage.complete = true;
        }
      }
    }
  }
}
