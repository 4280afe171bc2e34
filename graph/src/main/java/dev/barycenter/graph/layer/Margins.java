package dev.barycenter.graph.layer;

import java.util.Collections;
import java.util.List;

/** Numbers of positions before and after each spatial axis, as people write them. */
final class Margins {
  private Margins() {}

  /**
   * Returns a pair for each axis from one number for all, a number for each axis, or pairs.
   *
   * @param margins a list of one entry, or one for each axis; each of one number or two
   */
  static List<List<Integer>> pairs(String argument, int rank, List<List<Integer>> margins) {
    boolean allowed =
        (margins.size() == rank || (margins.size() == 1 && margins.get(0).size() == 1))
            && margins.stream().allMatch(m -> m.size() == 1 || m.size() == 2)
            && margins.stream().flatMap(List::stream).allMatch(n -> n >= 0);
    Check.refuse(
        !allowed,
        "'%s' is %s: expected a whole number of at least 0, a list of %d of them, or a list of %d pairs.",
        argument,
        margins,
        rank,
        rank);
    List<List<Integer>> all =
        margins.size() == rank ? margins : Collections.nCopies(rank, margins.get(0));
    return all.stream().map(m -> List.of(m.get(0), m.get(m.size() - 1))).toList();
  }
}
