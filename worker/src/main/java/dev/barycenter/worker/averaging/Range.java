package dev.barycenter.worker.averaging;

/** Whole numbers from {@code from} to before {@code to}. */
public record Range(int from, int to) {

  /** Returns how many numbers there are. */
  public int length() {
    return to - from;
  }

  /** Returns part {@code index} of {@code parts} nearly equal parts of {@code 0 .. count - 1}. */
  public static Range part(int count, int index, int parts) {
    return new Range(
        (int) ((long) count * index / parts), (int) ((long) count * (index + 1) / parts));
  }
}
