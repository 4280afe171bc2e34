package dev.barycenter.graph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  @Test
  void arraysThatAreNeededAtOnceLieSideBySide() {
    MemoryPlan plan = new MemoryPlan();
    assertThat(plan.place(64, 0, 1)).isZero();
    assertThat(plan.place(1, 1, 2)).isEqualTo(64);
    assertThat(plan.place(64, 1, 2)).isEqualTo(128);
    assertThat(plan.bytes()).isEqualTo(192);
  }

  @Test
  void memoryThatWasLeftIsTakenAgain() {
    MemoryPlan plan = new MemoryPlan();
    plan.place(128, 0, 0);
    plan.place(64, 0, 9);
    assertThat(plan.place(64, 1, 9)).isZero();
    assertThat(plan.place(64, 1, 9)).isEqualTo(64);
    assertThat(plan.place(64, 1, 9)).isEqualTo(192);
    assertThat(plan.bytes()).isEqualTo(256);
  }

  @Test
  void theSmallestGapThatIsLargeEnoughIsTaken() {
    MemoryPlan plan = new MemoryPlan();
    plan.place(192, 0, 0);
    plan.place(64, 0, 9);
    plan.place(128, 0, 0);
    plan.place(64, 0, 9);
    assertThat(plan.place(128, 1, 9)).isEqualTo(256);
    assertThat(plan.place(192, 1, 9)).isZero();
  }
}
