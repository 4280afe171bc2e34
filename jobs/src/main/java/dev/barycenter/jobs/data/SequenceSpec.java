package dev.barycenter.jobs.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences in long form: a row is one step of one sequence.
 *
 * @param id the columns that say which sequence a row belongs to
 * @param time the column that its steps are ordered by
 * @param steps by name, the columns of a step that make one column of lists: the steps in order,
 *     each a list of so many numbers
 */
public record SequenceSpec(List<String> id, String time, Map<String, List<String>> steps) {
  /** Writes out ranges of columns and checks that there are any. */
  public SequenceSpec {
    id = List.copyOf(id);
    Map<String, List<String>> written = new LinkedHashMap<>();
    steps.forEach(
        (name, columns) ->
            written.put(
                name, columns.stream().flatMap(c -> FeatureSpec.expand(c).stream()).toList()));
    steps = written;
    if (id.isEmpty() || written.isEmpty() || written.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "'id' and 'steps' each need at least one column, such as id: [seq], steps: {x: [a, b]}.");
    }
  }
}
