package dev.barycenter.worker.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the tree of replicas")
class ReplicaTreeTest {

  @Test
  void cutsABlockIntoItsGreatestNodes() {
    assertThat(ReplicaTree.roots(new Range(0, 8), 8)).containsExactly(new Range(0, 8));
    assertThat(ReplicaTree.roots(new Range(4, 8), 8)).containsExactly(new Range(4, 8));
    assertThat(ReplicaTree.roots(new Range(3, 6), 8))
        .containsExactly(new Range(3, 4), new Range(4, 6));
    assertThat(ReplicaTree.roots(new Range(2, 5), 5))
        .containsExactly(new Range(2, 4), new Range(4, 5));
    assertThat(ReplicaTree.roots(new Range(0, 5), 5)).containsExactly(new Range(0, 5));
  }

  @Test
  void hasEveryRootOfEveryBlockAsANode() {
    for (int replicas = 1; replicas <= 40; replicas++) {
      Set<Range> nodes = new HashSet<>();
      collect(new Range(0, replicas), nodes);
      for (int from = 0; from < replicas; from++) {
        for (int to = from + 1; to <= replicas; to++) {
          Range block = new Range(from, to);
          assertThat(nodes).containsAll(ReplicaTree.roots(block, replicas));
          assertThat(ReplicaTree.isNode(block, replicas)).isEqualTo(nodes.contains(block));
        }
      }
    }
  }

  private static void collect(Range node, Set<Range> nodes) {
    nodes.add(node);
    if (node.length() > 1) {
      collect(new Range(node.from(), ReplicaTree.middle(node)), nodes);
      collect(new Range(ReplicaTree.middle(node), node.to()), nodes);
    }
  }
}
