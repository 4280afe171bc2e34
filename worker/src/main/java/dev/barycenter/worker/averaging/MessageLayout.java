package dev.barycenter.worker.averaging;

import java.util.List;

/**
 * Where the parts of a contribution lie: what one task sends one owner.
 *
 * <p>First a header, for each replica its examples and its optimizer steps as longs; then for every
 * section and every root of the task's replicas the owner's range, as one sum in float32 or replica
 * by replica in the section's format.
 */
final class MessageLayout {

  /** The words of one replica in the header. */
  private static final int HEADER = 4;

  private final Range block;
  private final List<Range> roots;
  private final int[][] at;
  private final int[] replicaWords;
  private final int words;

  MessageLayout(AveragingPlan plan, List<Codec> codecs, Range block, int owner, int owners) {
    List<Section> sections = plan.sections();
    this.block = block;
    this.roots = ReplicaTree.roots(block, plan.replicas());
    this.at = new int[sections.size()][roots.size()];
    this.replicaWords = new int[sections.size()];
    int next = HEADER * block.length();
    for (int s = 0; s < sections.size(); s++) {
      Section section = sections.get(s);
      int length = section.owned(owner, owners).length();
      replicaWords[s] = codecs.get(s).rangeWords(length);
      for (int r = 0; r < roots.size(); r++) {
        at[s][r] = next;
        int count = roots.get(r).length();
        int size = section.sendsReplicas(count) ? count * replicaWords[s] : length;
        next = Math.addExact(next, size);
      }
    }
    this.words = next;
  }

  /** Returns the length of the message in words. */
  int words() {
    return words;
  }

  /** Returns the replicas of the message. */
  Range block() {
    return block;
  }

  /** Returns the roots of the replicas, in order. */
  List<Range> roots() {
    return roots;
  }

  /** Returns where the header of {@code replica} begins. */
  int header(int replica) {
    return HEADER * (replica - block.from());
  }

  /** Returns where the sum of a root begins. */
  int sum(int section, int root) {
    return at[section][root];
  }

  /** Returns where the values of one replica of a root begin. */
  int replica(int section, int root, int replica) {
    return at[section][root] + (replica - roots.get(root).from()) * replicaWords[section];
  }
}
