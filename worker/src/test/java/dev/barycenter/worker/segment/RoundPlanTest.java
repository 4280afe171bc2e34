package dev.barycenter.worker.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the plan of rounds")
class RoundPlanTest {

  @Test
  void endsARoundAtTheEndOfAnEpoch() {
    List<RoundPlan> rounds = RoundPlan.next(Position.START, 10, 5, 3, step -> 4);
    assertThat(rounds).extracting(RoundPlan::steps).containsExactly(4, 4, 2, 4, 4);
    assertThat(rounds.get(4).end(10)).isEqualTo(new Position(5, 1, 8, 18));
  }

  @Test
  void endsWithTheLastEpoch() {
    assertThat(RoundPlan.next(new Position(5, 1, 8, 18), 10, 5, 2, step -> 4))
        .extracting(RoundPlan::steps)
        .containsExactly(2);
  }

  @Test
  void goesByTheGlobalStep() {
    assertThat(RoundPlan.next(Position.START, 10, 5, 1, step -> step < 2 ? 1 : 3))
        .extracting(RoundPlan::steps)
        .containsExactly(1, 1, 3, 3, 2);
  }

  @Test
  void coversTheLongestShard() {
    assertThat(RoundPlan.stepsPerEpoch(203, 4, 4)).isEqualTo(13);
    assertThat(RoundPlan.stepsPerEpoch(200, 4, 50)).isEqualTo(1);
  }
}
