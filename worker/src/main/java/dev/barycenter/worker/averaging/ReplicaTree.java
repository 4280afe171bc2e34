package dev.barycenter.worker.averaging;

import java.util.ArrayList;
import java.util.List;

/**
 * The binary tree along which replicas are summed.
 *
 * <p>A node is an aligned range of replicas: a power of two long, starting at a multiple of its
 * length, cut off at the last replica. Its sum is the sum of its left half plus the sum of its
 * right half. The tree depends on the number of replicas only; a task adds up the nodes that lie
 * within its own replicas and sends those, at most two per level, so that many replicas per task
 * cost hardly more bytes than one.
 */
final class ReplicaTree {

  private ReplicaTree() {}

  /** Returns the greatest nodes within {@code block}, in order; together they are the block. */
  static List<Range> roots(Range block, int replicas) {
    List<Range> roots = new ArrayList<>();
    int from = block.from();
    while (from < block.to()) {
      int size = from == 0 ? Integer.highestOneBit(replicas) << 1 : Integer.lowestOneBit(from);
      while (Math.min(from + size, replicas) > block.to()) {
        size >>= 1;
      }
      int to = Math.min(from + size, replicas);
      roots.add(new Range(from, to));
      from = to;
    }
    return roots;
  }

  /** Returns where the right half of a node of at least two replicas begins. */
  static int middle(Range node) {
    return node.from() + Integer.highestOneBit(node.length() - 1);
  }

  /** Returns whether a range of replicas is a node. */
  static boolean isNode(Range range, int replicas) {
    int size = range.length() == 1 ? 1 : Integer.highestOneBit(range.length() - 1) << 1;
    return range.from() % size == 0 && Math.min(range.from() + size, replicas) == range.to();
  }
}
