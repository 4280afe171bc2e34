package dev.barycenter.jobs.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Axes are easy to read. */
class AxisTest {
  @Test
  void numbersHaveRoundTicks() {
    assertThat(Axis.of(0, 0.9, 5).ticks()).hasSize(6).last().isEqualTo(1.0);
    assertThat(Axis.of(0, 1438, 5).ticks()).containsExactly(0.0, 500.0, 1000.0, 1500.0);
    assertThat(Axis.upTo(1438, 5).ticks()).containsExactly(0.0, 500.0, 1000.0);
    assertThat(Axis.of(0.97, 0.99, 5).text(0.975)).isEqualTo("0.975");
    assertThat(Axis.of(3, 3, 5).ticks()).contains(3.0);
  }

  @Test
  void everyNameHasAPlaceOfItsOwn() {
    Axis axis = Axis.ofNames(List.of("a", "b"));
    assertThat(axis.ticks()).containsExactly(0.0, 1.0);
    assertThat(axis.text(1)).isEqualTo("b");
    assertThat(axis.share(1)).isEqualTo(0.75);
  }
}
