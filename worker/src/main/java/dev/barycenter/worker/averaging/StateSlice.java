package dev.barycenter.worker.averaging;

import java.io.Serializable;
import java.util.List;

/**
 * The part of the global model that one task owns, as it goes back to the driver: the slices of all
 * tasks are the model, once.
 *
 * @param owner whose slice it is
 * @param owners the number of slices
 * @param values the slice of each section, then of the velocity and of the residual
 * @param optimizerSteps the step counter of the averaged optimizer state
 */
public record StateSlice(int owner, int owners, FloatVector values, long optimizerSteps)
    implements Serializable {

  private interface Copy {
    void range(float[] state, int from, int length);
  }

  /** Cuts the slice of {@code owner} out of a state. */
  public static StateSlice of(AveragingPlan plan, WorkingState state, int owner, int owners) {
    int[] size = {0};
    visit(plan, state, owner, owners, (values, from, length) -> size[0] += length);
    float[] slice = new float[size[0]];
    int[] at = {0};
    visit(
        plan,
        state,
        owner,
        owners,
        (values, from, length) -> {
          System.arraycopy(values, from, slice, at[0], length);
          at[0] += length;
        });
    return new StateSlice(owner, owners, FloatVector.of(slice), state.optimizerSteps);
  }

  /**
   * Puts the slices of all tasks together.
   *
   * @param start the state that the segment began with
   */
  public static ModelState join(AveragingPlan plan, ModelState start, List<StateSlice> slices) {
    WorkingState state = new WorkingState(start);
    boolean[] seen = new boolean[slices.size()];
    for (StateSlice slice : slices) {
      if (slice.owners != slices.size() || seen[slice.owner]) {
        throw new IllegalArgumentException(
            "%d slices of the model, one of them number %d of %d; expected each slice of one cut once."
                .formatted(slices.size(), slice.owner, slice.owners));
      }
      seen[slice.owner] = true;
      int[] at = {0};
      visit(
          plan,
          state,
          slice.owner,
          slice.owners,
          (values, from, length) -> {
            System.arraycopy(slice.values.array(), at[0], values, from, length);
            at[0] += length;
          });
      state.optimizerSteps = slice.optimizerSteps;
    }
    return state.finish();
  }

  private static void visit(
      AveragingPlan plan, WorkingState state, int owner, int owners, Copy copy) {
    for (Section section : plan.sections()) {
      Range range = section.owned(owner, owners);
      copy.range(state.of(section.source()), section.offset() + range.from(), range.length());
      if (section.kind() == Section.Kind.DELTA && plan.averaging().outer().hasVelocity()) {
        copy.range(state.velocity, range.from(), range.length());
      }
      if (section.kind() == Section.Kind.DELTA && plan.hasResidual()) {
        copy.range(state.residual, range.from(), range.length());
      }
    }
  }
}
