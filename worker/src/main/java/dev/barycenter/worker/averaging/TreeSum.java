package dev.barycenter.worker.averaging;

import java.util.ArrayList;
import java.util.List;

/**
 * The sum over all replicas of a chunk of one section, from the messages of all tasks.
 *
 * <p>The walk of the tree is laid out once as a list of moves on a stack of chunks.
 */
final class TreeSum {

  private final int section;
  private final boolean[] sent;
  private final Codec codec;
  private final List<MessageLayout> layouts;
  private final int replicas;
  private final List<Move> moves = new ArrayList<>();
  private final List<float[]> stack = new ArrayList<>();

  /**
   * One move: push what a message holds, or, where {@code task} is -1, add the upper two chunks.
   */
  private record Move(int task, int at, int replica) {}

  private static final Move ADD = new Move(-1, 0, 0);
  private static final int ROOT_SUM = -1;

  TreeSum(AveragingPlan plan, int section, Codec codec, List<MessageLayout> layouts) {
    this.section = section;
    this.codec = codec;
    this.layouts = layouts;
    this.replicas = plan.replicas();
    this.sent = new boolean[replicas + 1];
    for (int count = 1; count <= replicas; count++) {
      sent[count] = plan.sections().get(section).sendsReplicas(count);
    }
    visit(new Range(0, replicas));
  }

  private void visit(Range node) {
    for (int task = 0; task < layouts.size(); task++) {
      int root = layouts.get(task).roots().indexOf(node);
      if (root >= 0 && !sent[node.length()]) {
        moves.add(new Move(task, layouts.get(task).sum(section, root), ROOT_SUM));
        return;
      }
    }
    if (node.length() == 1) {
      moves.add(replica(node.from()));
      return;
    }
    visit(new Range(node.from(), ReplicaTree.middle(node)));
    visit(new Range(ReplicaTree.middle(node), node.to()));
    moves.add(ADD);
  }

  private Move replica(int replica) {
    for (int task = 0; task < layouts.size(); task++) {
      List<Range> roots = layouts.get(task).roots();
      for (int root = 0; root < roots.size(); root++) {
        if (roots.get(root).from() <= replica && replica < roots.get(root).to()) {
          return new Move(task, layouts.get(task).replica(section, root, replica), replica);
        }
      }
    }
    throw new IllegalStateException("No task hosts replica %d of %d.".formatted(replica, replicas));
  }

  /**
   * Returns the sum of {@code count} values that start {@code offset} values into the owner's
   * range; valid until the next call.
   *
   * @param weights the weight of each replica
   */
  float[] sum(List<Words> messages, float[] weights, int offset, int count) {
    int top = 0;
    for (Move move : moves) {
      if (move.task() < 0) {
        top--;
        Chunks.add(chunk(top - 1), chunk(top), count);
      } else if (move.replica() == ROOT_SUM) {
        messages.get(move.task()).floats().get(move.at() + offset, chunk(top++), 0, count);
      } else {
        float[] values = chunk(top++);
        codec.decode(messages.get(move.task()), move.at() + codec.chunkAt(offset), values, count);
        Chunks.scale(values, weights[move.replica()], count);
      }
    }
    return chunk(0);
  }

  private float[] chunk(int level) {
    if (level == stack.size()) {
      stack.add(new float[Codec.CHUNK]);
    }
    return stack.get(level);
  }
}
