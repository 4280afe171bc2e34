package dev.barycenter.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.driver.LocalSteps.Measured;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the local steps of a round")
class LocalStepsTest {

  @Test
  void followASchedule() {
    LocalSteps steps =
        new LocalSteps.Schedule(
            List.of(new LocalSteps.Stretch(0, 1), new LocalSteps.Stretch(100, 50)));
    assertThat(steps.at(0, Measured.NOTHING)).isEqualTo(1);
    assertThat(steps.at(99, Measured.NOTHING)).isEqualTo(1);
    assertThat(steps.at(100, Measured.NOTHING)).isEqualTo(50);
  }

  @Test
  void fallWithTheRootOfTheLoss() {
    LocalSteps steps = new LocalSteps.Decaying(20);
    assertThat(steps.at(0, Measured.NOTHING)).isEqualTo(20);
    assertThat(steps.at(9, new Measured(4, 1, 0, 0))).isEqualTo(10);
    assertThat(steps.at(9, new Measured(1, 4, 0, 0))).isEqualTo(20);
    assertThat(steps.at(9, new Measured(1, 0, 0, 0))).isEqualTo(1);
  }

  @Test
  void keepAveragingBelowItsPartOfTheTime() {
    LocalSteps steps = new LocalSteps.CostBound(0.02, 5, 200);
    assertThat(steps.at(0, Measured.NOTHING)).isEqualTo(5);
    // 4 ms of averaging are 2 % of 200 ms: 196 ms of steps of 4 ms each.
    assertThat(steps.at(9, new Measured(1, 1, 0.004, 0.004))).isEqualTo(49);
    assertThat(steps.at(9, new Measured(1, 1, 0.004, 0.000_001))).isEqualTo(5);
    assertThat(steps.at(9, new Measured(1, 1, 0.004, 4))).isEqualTo(200);
  }

  @Test
  void rejectAScheduleWithoutABeginning() {
    assertThatThrownBy(() -> new LocalSteps.Schedule(List.of(new LocalSteps.Stretch(5, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The stretches of a schedule begin at 0 and ascend, but they are [Stretch[from=5, steps=1]].");
  }
}
