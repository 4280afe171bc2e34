package dev.barycenter.worker.averaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The sums of the nodes of one root while its replicas arrive in order, like a binary counter: a
 * node is added to its left sibling as soon as it is whole.
 */
final class PartialSums {

  private final List<Section> sections;
  private final List<Range> roots;
  private final int replicas;
  private final Deque<Sum> open = new ArrayDeque<>();
  private final Deque<float[][]> spare = new ArrayDeque<>();
  private int root;

  /** The sum of a node, one array per section; null where replicas go one by one. */
  private static final class Sum {
    final Range node;
    final float[][] values;

    Sum(Range node, float[][] values) {
      this.node = node;
      this.values = values;
    }
  }

  PartialSums(List<Section> sections, List<Range> roots, int replicas) {
    this.sections = sections;
    this.roots = roots;
    this.replicas = replicas;
  }

  /** Begins or begins anew with one replica. */
  void begin(int replica) {
    if (!open.isEmpty() && open.getLast().node.equals(new Range(replica, replica + 1))) {
      return;
    }
    root = 0;
    while (roots.get(root).to() <= replica) {
      root++;
    }
    if (replica == root().from()) {
      open.forEach(sum -> spare.add(sum.values));
      open.clear();
    }
    float[][] values = spare.isEmpty() ? new float[sections.size()][] : spare.removeLast();
    open.addLast(new Sum(new Range(replica, replica + 1), values));
  }

  /** Returns the root that the last replica belongs to. */
  Range root() {
    return roots.get(root);
  }

  /** Returns the index of {@link #root()}. */
  int rootIndex() {
    return root;
  }

  /** Returns the sum of the last node in one section, to be filled in from its start. */
  float[] replica(int section) {
    float[][] values = open.getLast().values;
    if (values[section] == null) {
      values[section] = new float[sections.get(section).length()];
    }
    return values[section];
  }

  /** Adds whole nodes to their left siblings; returns whether the root is whole. */
  boolean end(int replica) {
    while (open.size() > 1) {
      Sum right = open.removeLast();
      Sum left = open.removeLast();
      Range node = new Range(left.node.from(), right.node.to());
      if (!ReplicaTree.isNode(node, replicas)) {
        open.addLast(left);
        open.addLast(right);
        break;
      }
      add(left.values, right.values);
      spare.add(right.values);
      open.addLast(new Sum(node, left.values));
    }
    return replica + 1 == root().to();
  }

  private void add(float[][] left, float[][] right) {
    for (int s = 0; s < left.length; s++) {
      if (left[s] != null && right[s] != null) {
        Chunks.add(left[s], right[s], left[s].length);
      }
    }
  }
}
