package dev.barycenter.worker;

import dev.barycenter.worker.ParameterSlice.Kind;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a model: named slices that follow each other without a gap.
 *
 * @param slices in order of their offsets; the first starts at 0
 */
public record ParameterLayout(List<ParameterSlice> slices) implements Serializable {

  public ParameterLayout {
    slices = List.copyOf(slices);
    Map<String, ParameterSlice> named = new HashMap<>();
    int offset = 0;
    for (ParameterSlice slice : slices) {
      if (slice.offset() != offset) {
        throw new IllegalArgumentException(
            "Slice '%s' starts at %d, but the slices before it end at %d; slices follow each other without a gap."
                .formatted(slice.name(), slice.offset(), offset));
      }
      if (named.put(slice.name(), slice) != null) {
        throw new IllegalArgumentException(
            "Two slices are named '%s'; name every slice once.".formatted(slice.name()));
      }
      offset = Math.addExact(offset, slice.length());
    }
    for (ParameterSlice slice : slices) {
      checkMean(slice, named);
    }
  }

  private static void checkMean(ParameterSlice slice, Map<String, ParameterSlice> named) {
    if (slice.mean() == null) {
      return;
    }
    ParameterSlice mean = named.get(slice.mean());
    if (mean == null || mean.kind() != Kind.MEAN || mean.length() != slice.length()) {
      throw new IllegalArgumentException(
          "Variance '%s' of length %d names the mean '%s', which is %s; expected a MEAN slice of the same length."
              .formatted(slice.name(), slice.length(), slice.mean(), mean));
    }
  }

  /** Returns the number of values, frozen ones included. */
  public int size() {
    return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
  }

  /** Returns the number of values of one kind. */
  public int size(Kind kind) {
    return slices.stream().filter(s -> s.kind() == kind).mapToInt(ParameterSlice::length).sum();
  }
}
