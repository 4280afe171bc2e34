package dev.barycenter.graph.plot;

import java.util.List;

/** The triangle at the end of an arrow. */
final class ArrowHead {
  private static final double LENGTH = 8;
  private static final double HALF = 3.5;

  private ArrowHead() {}

  /** Returns the three corners, the tip first. */
  static List<Picture.Point> of(Picture.Arrow arrow) {
    int last = arrow.points().size() - 1;
    Picture.Point tip = arrow.points().get(last);
    Picture.Point before = arrow.points().get(last - 1);
    double length = Math.max(1e-6, Math.hypot(tip.x() - before.x(), tip.y() - before.y()));
    double dx = (tip.x() - before.x()) / length;
    double dy = (tip.y() - before.y()) / length;
    double x = tip.x() - LENGTH * dx;
    double y = tip.y() - LENGTH * dy;
    return List.of(
        tip,
        new Picture.Point(x - HALF * dy, y + HALF * dx),
        new Picture.Point(x + HALF * dy, y - HALF * dx));
  }
}
