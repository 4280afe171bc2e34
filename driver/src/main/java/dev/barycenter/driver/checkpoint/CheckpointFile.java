package dev.barycenter.driver.checkpoint;

import dev.barycenter.driver.RunState;
import dev.barycenter.driver.TrainingFailedException;
import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.driver.storage.Storage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One checkpoint: a magic number, the version of the format, the identity, the state, and the
 * SHA-256 of all that at the end.
 */
final class CheckpointFile {

  private static final long MAGIC = 0x42415259434b5054L; // "BARYCKPT"
  private static final int VERSION = 1;

  private CheckpointFile() {}

  static void write(OutputStream out, RunIdentity identity, RunState state) throws IOException {
    DigestOutputStream digest = new DigestOutputStream(out, Sha256.start());
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(digest));
    data.writeLong(MAGIC);
    data.writeInt(VERSION);
    data.writeUTF(identity.specDigest());
    data.writeLong(identity.seed());
    data.writeInt(identity.replicas());
    new StateWriter(data).write(state);
    data.flush();
    out.write(digest.getMessageDigest().digest());
  }

  /** Verifies the digest before anything is believed, then reads. */
  static RunState read(Storage storage, String name, RunIdentity identity) throws IOException {
    String address = storage.address(name);
    try (InputStream in = storage.read(name)) {
      verify(in, address);
    }
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(storage.read(name)))) {
      checkVersion(in.readLong(), in.readInt(), address);
      checkIdentity(new RunIdentity(in.readUTF(), in.readLong(), in.readInt()), identity, address);
      return new StateReader(in).read();
    }
  }

  private static void verify(InputStream in, String address) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[1 << 16];
    int held = 0;
    // The last bytes of the file are not digested: they are the digest.
    for (int count = in.read(buffer); count >= 0; ) {
      held += count;
      int body = Math.max(0, held - Sha256.BYTES);
      digest.update(buffer, 0, body);
      System.arraycopy(buffer, body, buffer, 0, held - body);
      held -= body;
      count = in.read(buffer, held, buffer.length - held);
    }
    if (held < Sha256.BYTES
        || !Arrays.equals(digest.digest(), Arrays.copyOf(buffer, Sha256.BYTES))) {
      throw new DamagedCheckpointException(
          "%s is damaged: its digest is not that of its bytes.".formatted(address));
    }
  }

  private static void checkVersion(long magic, int version, String address)
      throws DamagedCheckpointException {
    if (magic != MAGIC) {
      throw new DamagedCheckpointException("%s is no checkpoint.".formatted(address));
    }
    if (version != VERSION) {
      throw new TrainingFailedException(
          "%s has format %d, but this version reads format %d. Resume with the version that wrote it."
              .formatted(address, version, VERSION));
    }
  }

  private static void checkIdentity(RunIdentity saved, RunIdentity current, String address) {
    if (!saved.equals(current)) {
      throw new TrainingFailedException(
          """
          Cannot resume from %s: it belongs to another run.
            saved:   spec %s, seed %d, %d replicas
            current: spec %s, seed %d, %d replicas
            fix:     resume with the spec of the saved run, or start a new run in another folder."""
              .formatted(
                  address,
                  saved.specDigest(),
                  saved.seed(),
                  saved.replicas(),
                  current.specDigest(),
                  current.seed(),
                  current.replicas()));
    }
  }
}
