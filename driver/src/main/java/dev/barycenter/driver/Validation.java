package dev.barycenter.driver;

import dev.barycenter.worker.Tally;
import dev.barycenter.worker.averaging.ModelState;

/** What a model is worth on data that training never sees. */
@FunctionalInterface
public interface Validation {

  /** No validation data: epochs have training metrics only. */
  Validation NONE = model -> Tally.NONE;

  /**
   * Returns loss and metrics over all validation examples; {@link Tally#NONE} when there are none.
   *
   * @throws SegmentFailedException when executors were lost; worth another try
   */
  Tally evaluate(ModelState model) throws SegmentFailedException;
}
