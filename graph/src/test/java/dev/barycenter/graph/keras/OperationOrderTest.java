package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationOrderTest {

  @Test
  void putsTheDeepestFirstAndEqualsInTheOrderOfTheWalkBack() {
    // in -> long1 -> long2 -> add; in -> short -> add
    List<OperationOrder.Node> nodes =
        List.of(
            node("in"), node("short", 0), node("long1", 0), node("long2", 2), node("add", 3, 1));
    assertThat(OperationOrder.of(nodes, List.of(0), List.of(4)))
        .containsExactly("in", "long1", "long2", "short", "add");
  }

  @Test
  void countsASharedOperationAtItsDeepestCall() {
    // shared is called on the input, and again on what follows from its first output
    List<OperationOrder.Node> nodes =
        List.of(node("in"), node("shared", 0), node("middle", 1), node("shared", 2));
    assertThat(OperationOrder.of(nodes, List.of(0), List.of(3)))
        .containsExactly("in", "shared", "middle");
  }

  @Test
  void putsAnInputThatNothingReadsWithTheOutputs() {
    List<OperationOrder.Node> nodes = List.of(node("used"), node("idle"), node("dense", 0));
    assertThat(OperationOrder.of(nodes, List.of(0, 1), List.of(2)))
        .containsExactly("used", "idle", "dense");
  }

  @Test
  void walksADeepModelWithoutAStack() {
    List<OperationOrder.Node> nodes = new ArrayList<>();
    nodes.add(node("0"));
    for (int i = 1; i < 100_000; i++) {
      nodes.add(node(String.valueOf(i), i - 1));
    }
    List<String> order = OperationOrder.of(nodes, List.of(0), List.of(nodes.size() - 1));
    assertThat(order).hasSize(100_000).startsWith("0", "1").endsWith("99998", "99999");
  }

  private static OperationOrder.Node node(String operation, Integer... parents) {
    return new OperationOrder.Node(operation, List.of(parents));
  }
}
