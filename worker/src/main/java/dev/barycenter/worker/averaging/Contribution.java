package dev.barycenter.worker.averaging;

import dev.barycenter.worker.exchange.Arena;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the replicas of one task contribute to the averaging of a round, as one message per owner.
 *
 * <p>Replicas are added in order, each once, by {@link #add} or {@link #leaveOut}; then the
 * messages are whole. Memory is that of the messages and one array per level of the tree within the
 * task's replicas, reused from round to round. Not thread-safe.
 */
public final class Contribution {

  private static final float[] NO_RESIDUAL = {};

  private final List<Section> sections;
  private final List<Codec> codecs;
  private final int owners;
  private final List<MessageLayout> layouts = new ArrayList<>();
  private final List<Words> messages = new ArrayList<>();
  private final PartialSums sums;
  private final ReplicaValues values;
  private final Words scratch = Words.allocate(Codec.CHUNK + Codec.CHUNK / Int8Codec.BLOCK);
  private final float[] chunk = new float[Codec.CHUNK];
  private final float[] decoded = new float[Codec.CHUNK];

  /** Creates the messages of the replicas in {@code block} to all owners. */
  public Contribution(AveragingPlan plan, Range block, int owners, Arena arena) {
    this.sections = plan.sections();
    this.codecs = sections.stream().map(s -> Codec.of(s.wire())).toList();
    this.owners = owners;
    this.sums =
        new PartialSums(sections, ReplicaTree.roots(block, plan.replicas()), plan.replicas());
    this.values = new ReplicaValues(plan);
    for (int owner = 0; owner < owners; owner++) {
      MessageLayout layout = new MessageLayout(plan, codecs, block, owner, owners);
      layouts.add(layout);
      messages.add(Words.of(arena.direct(layout.words() * Integer.BYTES)));
    }
  }

  /** Returns the message for each owner: direct, position 0, reused from round to round. */
  public ByteBuffer[] messages() {
    return messages.stream().map(Words::bytes).toArray(ByteBuffer[]::new);
  }

  /**
   * Adds what a replica did in this round.
   *
   * @param replica the next replica of the block
   * @param examples the examples it saw, its weight in the mean; with 0 nothing is added
   * @param optimizerSteps its optimizer's step counter
   * @param weights its parameters after the local steps, in the model's own order
   * @param optimizer its optimizer state
   * @param start the global weights at the round's start
   * @param residual read and written, one per trainable weight; empty without feedback
   * @return how far it moved; if a value is not finite, the replica has been left out
   */
  public Drift add(
      int replica,
      long examples,
      long optimizerSteps,
      FloatBuffer weights,
      FloatBuffer optimizer,
      WorkingState start,
      float[] residual) {
    if (examples == 0) {
      contributeNothing(replica);
      return Drift.NONE;
    }
    values.meter().clear();
    contribute(
        replica,
        examples,
        residual,
        (section, from, count) ->
            values.read(section, from, count, weights, optimizer, start.weights(), chunk));
    Drift drift = values.meter().drift();
    if (!drift.finite()) {
      leaveOut(replica, residual);
      return drift;
    }
    finish(replica, examples, optimizerSteps);
    return drift;
  }

  /**
   * Adds a replica that takes no part in this round, as zeros of no weight; clears its residual.
   */
  public void leaveOut(int replica, float[] residual) {
    Arrays.fill(residual, 0);
    contributeNothing(replica);
  }

  /** Zeros of no weight; what earlier rounds left waits for a round that counts. */
  private void contributeNothing(int replica) {
    contribute(replica, 0, NO_RESIDUAL, (section, from, count) -> Arrays.fill(chunk, 0, count, 0));
    finish(replica, 0, 0);
  }

  private interface ChunkReader {
    void read(Section section, int from, int count);
  }

  private void contribute(int replica, long examples, float[] residual, ChunkReader reader) {
    sums.begin(replica);
    for (int s = 0; s < sections.size(); s++) {
      Section section = sections.get(s);
      boolean whole = section.sendsReplicas(sums.root().length());
      for (int owner = 0; owner < owners; owner++) {
        Range range = section.owned(owner, owners);
        int at = layouts.get(owner).replica(s, sums.rootIndex(), replica);
        for (int from = range.from(); from < range.to(); from += Codec.CHUNK) {
          int count = Math.min(Codec.CHUNK, range.to() - from);
          reader.read(section, from, count);
          if (whole) {
            int offset = codecs.get(s).chunkAt(from - range.from());
            encode(s, from, count, residual, messages.get(owner), at + offset);
          } else {
            addWeighted(s, from, count, residual, examples);
          }
        }
      }
    }
  }

  /** Encodes the chunk with what earlier rounds left, and keeps what this one leaves. */
  private void encode(int s, int from, int count, float[] residual, Words into, int at) {
    Codec codec = codecs.get(s);
    if (residual.length == 0 || !sections.get(s).wire().hasFeedback()) {
      codec.encode(chunk, count, into, at);
      return;
    }
    Chunks.add(chunk, Chunks.copy(residual, from, decoded, count), count);
    codec.encode(chunk, count, into, at);
    codec.decode(into, at, decoded, count);
    Chunks.subtract(chunk, decoded, count);
    System.arraycopy(chunk, 0, residual, from, count);
  }

  private void addWeighted(int s, int from, int count, float[] residual, long examples) {
    if (sections.get(s).wire() != WireFormat.FLOAT32) {
      encode(s, from, count, residual, scratch, 0);
      codecs.get(s).decode(scratch, 0, chunk, count);
    }
    Chunks.scale(chunk, (float) examples, count);
    System.arraycopy(chunk, 0, sums.replica(s), from, count);
  }

  private void finish(int replica, long examples, long optimizerSteps) {
    for (int owner = 0; owner < owners; owner++) {
      int header = layouts.get(owner).header(replica);
      messages.get(owner).putLong(header, examples);
      messages.get(owner).putLong(header + 2, optimizerSteps);
    }
    if (sums.end(replica)) {
      send();
    }
  }

  private void send() {
    for (int s = 0; s < sections.size(); s++) {
      for (int owner = 0;
          !sections.get(s).sendsReplicas(sums.root().length()) && owner < owners;
          owner++) {
        Range range = sections.get(s).owned(owner, owners);
        int at = layouts.get(owner).sum(s, sums.rootIndex());
        messages.get(owner).floats().put(at, sums.replica(s), range.from(), range.length());
      }
    }
  }
}
