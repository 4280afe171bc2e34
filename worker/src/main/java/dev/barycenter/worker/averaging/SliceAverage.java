package dev.barycenter.worker.averaging;

import dev.barycenter.worker.exchange.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The averaging of one owner's slice: the weighted mean over all replicas, then the outer step.
 *
 * <p>The result is a message to all tasks, and {@link #apply} is how each task, the owner included,
 * takes it over: with a lossy wire format all hold the rounded move, and what rounding left is
 * added to the owner's next move, as in DoubleSqueeze. Memory is that of the message. Not
 * thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1905.05957">Tang et al., DoubleSqueeze: Parallel Stochastic
 *     Gradient Descent with Double-Pass Error-Compensated Compression, 2019</a>
 */
public final class SliceAverage {

  private final AveragingPlan plan;
  private final int owner;
  private final int owners;
  private final List<Codec> codecs;
  private final List<MessageLayout> layouts;
  private final List<TreeSum> trees = new ArrayList<>();
  private final Words moved;
  private final float[] meanMoves;
  private final float[] start = new float[Codec.CHUNK];
  private final float[] scratch = new float[Codec.CHUNK];
  private final float[] weights;
  private long outerNanos;

  /**
   * Creates the averaging of slice {@code owner} of {@code owners}.
   *
   * @param blocks the replicas of each task, in order of tasks
   */
  public SliceAverage(AveragingPlan plan, List<Range> blocks, int owner, int owners, Arena arena) {
    this.plan = plan;
    this.owner = owner;
    this.owners = owners;
    this.codecs = plan.sections().stream().map(s -> Codec.of(s.wire())).toList();
    this.layouts =
        blocks.stream().map(b -> new MessageLayout(plan, codecs, b, owner, owners)).toList();
    for (int s = 0; s < codecs.size(); s++) {
      trees.add(new TreeSum(plan, s, codecs.get(s), layouts));
    }
    this.moved = Words.of(arena.direct(movedBytes(owner)));
    this.meanMoves = new float[plan.packing().means()];
    this.weights = new float[plan.replicas()];
  }

  /** Returns the bytes that {@code task} sends this owner. */
  public int messageBytes(int task) {
    return layouts.get(task).words() * Integer.BYTES;
  }

  /** Returns the bytes of the moved slice of {@code owner}. */
  public int movedBytes(int owner) {
    return movedWords(owner) * Integer.BYTES;
  }

  /** Returns the moved slice: direct, position 0, reused from round to round. */
  public ByteBuffer moved() {
    return moved.bytes();
  }

  /** Returns the nanoseconds spent in outer steps so far. */
  public long outerNanos() {
    return outerNanos;
  }

  /**
   * Averages this owner's slice and takes the outer step; changes velocity and residual of the
   * slice and the optimizer's step counter, while the weights wait for {@link #apply}.
   *
   * @param messages the contribution of each task to this owner
   * @return the examples of all replicas; if 0 all were left out and nothing has happened
   */
  public long average(ByteBuffer[] messages, WorkingState state) {
    List<Words> words = Arrays.stream(messages).map(Words::of).toList();
    long examples = readHeaders(words, state);
    if (examples == 0) {
      return 0;
    }
    float total = plan.alone() ? 1 : examples;
    int at = 0;
    for (int s = 0; s < codecs.size(); s++) {
      Section section = plan.sections().get(s);
      Range range = section.owned(owner, owners);
      for (int from = range.from(); from < range.to(); from += Codec.CHUNK) {
        int offset = from - range.from();
        int count = Math.min(Codec.CHUNK, range.to() - from);
        float[] sum = trees.get(s).sum(words, weights, offset, count);
        Chunks.divide(sum, total, count);
        move(s, from, sum, count, state, at + codecs.get(s).chunkAt(offset));
      }
      at += codecs.get(s).rangeWords(range.length());
    }
    return examples;
  }

  private long readHeaders(List<Words> messages, WorkingState state) {
    long total = 0;
    long steps = 0;
    for (int task = 0; task < layouts.size(); task++) {
      MessageLayout layout = layouts.get(task);
      for (int replica = layout.block().from(); replica < layout.block().to(); replica++) {
        long examples = messages.get(task).getLong(layout.header(replica));
        weights[replica] = plan.alone() ? 1 : examples;
        total += examples;
        if (examples > 0) {
          steps = Math.max(steps, messages.get(task).getLong(layout.header(replica) + 2));
        }
      }
    }
    if (total > 0 && plan.averagesOptimizer()) {
      state.optimizerSteps = steps;
    }
    return total;
  }

  private void move(int s, int from, float[] mean, int count, WorkingState state, int at) {
    Section section = plan.sections().get(s);
    Chunks.copy(state.of(section.source()), section.offset() + from, start, count);
    switch (section.kind()) {
      case VALUE -> {}
      case MEAN -> {
        System.arraycopy(mean, 0, meanMoves, from, count);
        Chunks.add(mean, start, count);
      }
      case VARIANCE -> {
        Chunks.add(mean, start, count);
        Chunks.subtractSquares(mean, Chunks.copy(meanMoves, from, scratch, count), count);
      }
      case DELTA -> {
        outerStep(from, mean, count, state);
        if (section.wire() != WireFormat.FLOAT32) {
          compress(s, from, mean, count, state, at);
          return;
        }
      }
    }
    codecs.get(s).encode(mean, count, moved, at);
  }

  private void outerStep(int from, float[] mean, int count, WorkingState state) {
    long begin = System.nanoTime();
    OuterStep outer = plan.averaging().outer();
    if (outer.hasVelocity()) {
      Chunks.copy(state.velocity, from, scratch, count);
    }
    outer.apply(start, scratch, mean, count);
    if (outer.hasVelocity()) {
      System.arraycopy(scratch, 0, state.velocity, from, count);
    }
    outerNanos += System.nanoTime() - begin;
  }

  /** Sends next weights as moves from the start, with what rounding left of earlier moves. */
  private void compress(int s, int from, float[] next, int count, WorkingState state, int at) {
    Codec codec = codecs.get(s);
    Chunks.subtract(next, start, count);
    if (!plan.hasResidual()) {
      codec.encode(next, count, moved, at);
      return;
    }
    Chunks.add(next, Chunks.copy(state.residual, from, scratch, count), count);
    codec.encode(next, count, moved, at);
    codec.decode(moved, at, scratch, count);
    Chunks.subtract(next, scratch, count);
    System.arraycopy(next, 0, state.residual, from, count);
  }

  /** Takes over the moved slice of {@code from}, this owner's own or a peer's. */
  public void apply(int from, ByteBuffer message, WorkingState state) {
    Words words = Words.of(message);
    int at = 0;
    for (int s = 0; s < codecs.size(); s++) {
      Section section = plan.sections().get(s);
      Range range = section.owned(from, owners);
      float[] target = state.of(section.source());
      if (section.wire() == WireFormat.FLOAT32) {
        words.floats().get(at, target, section.offset() + range.from(), range.length());
      } else {
        decode(s, range, words, at, target);
      }
      at += codecs.get(s).rangeWords(range.length());
    }
  }

  private void decode(int s, Range range, Words words, int at, float[] target) {
    Section section = plan.sections().get(s);
    for (int from = range.from(); from < range.to(); from += Codec.CHUNK) {
      int count = Math.min(Codec.CHUNK, range.to() - from);
      codecs.get(s).decode(words, at + codecs.get(s).chunkAt(from - range.from()), scratch, count);
      int place = section.offset() + from;
      if (section.kind() == Section.Kind.DELTA) {
        Chunks.add(scratch, Chunks.copy(target, place, start, count), count);
      }
      System.arraycopy(scratch, 0, target, place, count);
    }
  }

  private int movedWords(int owner) {
    int words = 0;
    for (int s = 0; s < codecs.size(); s++) {
      int length = plan.sections().get(s).owned(owner, owners).length();
      words = Math.addExact(words, codecs.get(s).rangeWords(length));
    }
    return words;
  }
}
