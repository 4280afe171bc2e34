package dev.barycenter.graph.plot;

import dev.barycenter.graph.Model;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.jspecify.annotations.Nullable;

/** Places the boxes and arrows of a model, from its inputs at the top to its outputs below. */
final class Layout {
  private static final double NEAR = 20;
  private static final double FAR = 34;

  private Layout() {}

  static Picture of(Model model) {
    Diagram diagram = new Diagram(model);
    ElkNode root = diagram.root();
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(NEAR));
    root.setProperty(CoreOptions.SPACING_NODE_NODE, NEAR);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, FAR);
    root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return picture(diagram);
  }

  private static Picture picture(Diagram diagram) {
    List<Picture.Box> boxes = new ArrayList<>();
    diagram
        .faces()
        .forEach(
            (node, face) -> {
              Picture.Point at = corner(node);
              boxes.add(
                  new Picture.Box(
                      face.kind(),
                      at.x(),
                      at.y(),
                      node.getWidth(),
                      node.getHeight(),
                      face.lines()));
            });
    boxes.sort((a, b) -> Double.compare(b.width() * b.height(), a.width() * a.height()));
    List<Picture.Arrow> arrows = new ArrayList<>();
    diagram.lines().forEach((edge, line) -> arrows.add(arrow(edge, line)));
    ElkNode root = diagram.root();
    return new Picture(root.getWidth(), root.getHeight(), boxes, arrows);
  }

  /** Returns where a node's upper left corner is in the whole picture. */
  private static Picture.Point corner(@Nullable ElkNode node) {
    double x = 0;
    double y = 0;
    for (ElkNode at = node; at != null; at = at.getParent()) {
      x += at.getX();
      y += at.getY();
    }
    return new Picture.Point(x, y);
  }

  private static Picture.Arrow arrow(ElkEdge edge, Diagram.Line line) {
    Picture.Point origin = corner(edge.getContainingNode());
    List<Picture.Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(point(origin, section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(point(origin, bend.getX(), bend.getY()));
      }
      points.add(point(origin, section.getEndX(), section.getEndY()));
    }
    Picture.Point labelAt = origin;
    for (ElkLabel label : edge.getLabels()) {
      labelAt = point(origin, label.getX(), label.getY());
    }
    return new Picture.Arrow(points, line.color(), line.label(), labelAt);
  }

  private static Picture.Point point(Picture.Point origin, double x, double y) {
    return new Picture.Point(origin.x() + x, origin.y() + y);
  }
}
