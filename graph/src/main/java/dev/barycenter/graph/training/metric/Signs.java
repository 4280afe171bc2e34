package dev.barycenter.graph.training.metric;

/** Turns targets of no and yes, 0 and 1, into -1 and 1. */
final class Signs {
  private Signs() {}

  /** Returns rows with targets {@code 2 t - 1} if all are 0 or 1, else the rows. */
  static Rows of(Rows rows) {
    float[] signs = new float[rows.targetCount()];
    for (int i = 0; i < signs.length; i++) {
      float target = rows.target(i);
      if (target != 0 && target != 1) {
        return rows;
      }
      signs[i] = 2 * target - 1;
    }
    return rows.withTargets(signs);
  }
}
