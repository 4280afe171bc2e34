package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.worker.device.DeviceChoice;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** A stage that waits for slots that are gone is given up long before its deadline. */
class LostSlotsIT {

  @Test
  void slotsThatStayAwayAreAFailureAfterAWhile() {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("slots")
                .set("spark.ui.enabled", "false"))) {
      Slots slots = new Slots(spark.sc(), TrainingTasks.of(spark.sc(), DeviceChoice.CPU));
      assertThat(new LostSlots(slots, 1, Duration.ZERO).failures()).isEmpty();
      assertThat(new LostSlots(slots, 2, Duration.ofDays(1)).failures()).isEmpty();
      assertThat(new LostSlots(slots, 2, Duration.ZERO).failures())
          .containsExactly(
              "An executor was lost: 2 tasks that have to run at once had 1 slots for PT0S.");
    }
  }
}
