package dev.barycenter.graph.plot;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** A model as the nodes and edges that the layout works on. */
final class Diagram {
  private static final List<String> COLORS =
      List.of("#c0392b", "#1f78b4", "#2e8b57", "#8e44ad", "#d68910", "#16a2a2");
  private static final String PLAIN = "#5b6472";

  private final ElkNode root = ElkGraphUtil.createGraph();
  private final Map<ElkNode, Face> faces = new LinkedHashMap<>();
  private final Map<ElkEdge, Line> lines = new LinkedHashMap<>();

  /** What a node shows. */
  record Face(Picture.Kind kind, List<String> lines) {}

  /** What an edge shows. */
  record Line(String color, String label) {}

  /** The nodes of one model: its inputs and layers by name, and the insides of nested models. */
  private record Part(Model model, Map<String, ElkNode> nodes, Map<String, Part> nested) {
    Part(Model model) {
      this(model, new HashMap<>(), new HashMap<>());
    }

    ElkNode node(String name) {
      ElkNode node = nodes.get(name);
      if (node == null) {
        throw new IllegalStateException("Nothing is drawn for '%s'.".formatted(name));
      }
      return node;
    }
  }

  Diagram(Model model) {
    Part top = part(model, root, true);
    for (Model.Output output : model.outputs()) {
      Shape shape = model.shape(output.tensor());
      ElkNode node = node(root, Picture.Kind.OUTPUT, List.of(output.name(), shape.withBatch()));
      edge(top, output.tensor(), node, new Line(PLAIN, ""));
    }
  }

  ElkNode root() {
    return root;
  }

  Map<ElkNode, Face> faces() {
    return faces;
  }

  Map<ElkEdge, Line> lines() {
    return lines;
  }

  private Part part(Model model, ElkNode parent, boolean trainable) {
    Part part = new Part(model);
    for (Model.Input input : model.inputs()) {
      List<String> text = List.of(input.name(), input.shape().withBatch());
      part.nodes().put(input.name(), node(parent, Picture.Kind.INPUT, text));
    }
    for (Model.Named named : model.layers()) {
      boolean moves = trainable && named.trainable();
      if (named.layer() instanceof SubModel sub) {
        ElkNode cluster = ElkGraphUtil.createNode(parent);
        List<String> text = new ArrayList<>(List.of(named.name() + (moves ? "" : " (frozen)")));
        if (!sub.model().name().equals(named.name())) {
          text.add(sub.model().name());
        }
        double room = text.size() * Picture.LINE + 12.0;
        cluster.setProperty(CoreOptions.PADDING, new ElkPadding(room, 16, 16, 16));
        faces.put(cluster, new Face(Picture.Kind.MODEL, text));
        part.nodes().put(named.name(), cluster);
        part.nested().put(named.name(), part(sub.model(), cluster, moves));
      } else {
        part.nodes().put(named.name(), layer(model, named, parent, moves));
      }
    }
    model.calls().forEach(call -> call(part, call));
    return part;
  }

  private ElkNode layer(Model model, Model.Named named, ElkNode parent, boolean moves) {
    List<Shape> reads = model.firstInputs(named.name());
    long weights = named.layer().weights(reads).stream().mapToLong(w -> w.shape().size()).sum();
    List<String> text = new ArrayList<>();
    text.add(named.name());
    text.add(Family.name(named.layer().getClass()));
    text.add(
        named.layer().outputShapes(reads).stream()
            .map(Shape::withBatch)
            .collect(Collectors.joining(" ")));
    if (weights > 0) {
      String count = String.format(Locale.ROOT, "%,d parameters", weights);
      text.add(moves ? count : count + ", frozen");
    }
    Picture.Kind kind =
        weights == 0 ? Picture.Kind.LAYER : moves ? Picture.Kind.WEIGHTS : Picture.Kind.FROZEN;
    return node(parent, kind, text);
  }

  private ElkNode node(ElkNode parent, Picture.Kind kind, List<String> text) {
    ElkNode node = ElkGraphUtil.createNode(parent);
    double width = text.stream().mapToDouble(Picture::textWidth).max().orElse(0) + 24;
    node.setDimensions(Math.max(64, width), text.size() * Picture.LINE + 12);
    faces.put(node, new Face(kind, text));
    return node;
  }

  private void call(Part part, Model.Call call) {
    for (int i = 0; i < call.inputs().size(); i++) {
      Part nested = part.nested().get(call.layer());
      ElkNode target =
          nested == null
              ? part.node(call.layer())
              : nested.node(nested.model().inputs().get(i).name());
      edge(part, call.inputs().get(i), target, line(part.model(), call, ""));
    }
  }

  /** Returns the line of a call: of a color of its own if its layer has several. */
  private static Line line(Model model, Model.Call call, String label) {
    List<Model.Call> calls =
        model.calls().stream().filter(c -> c.layer().equals(call.layer())).toList();
    return calls.size() == 1
        ? new Line(PLAIN, "")
        : new Line(COLORS.get(calls.indexOf(call) % COLORS.size()), label);
  }

  private void edge(Part part, Model.Ref from, ElkNode target, Line fallback) {
    Line line =
        part.model().calls().stream()
            .filter(call -> call.name().equals(from.source()))
            .map(call -> line(part.model(), call, from.toString()))
            .filter(l -> !l.label().isEmpty())
            .findFirst()
            .orElse(fallback);
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(source(part, from), target);
    if (!line.label().isEmpty()) {
      ElkLabel label = ElkGraphUtil.createLabel(line.label(), edge);
      label.setDimensions(Picture.textWidth(line.label()) + 6, Picture.LINE);
    }
    lines.put(edge, line);
  }

  /** Returns what makes a tensor: within a nested model, the layer that makes its output. */
  private static ElkNode source(Part part, Model.Ref ref) {
    for (Model.Call call : part.model().calls()) {
      if (call.name().equals(ref.source())) {
        Part nested = part.nested().get(call.layer());
        return nested == null
            ? part.node(call.layer())
            : source(nested, nested.model().outputs().get(ref.index()).tensor());
      }
    }
    return part.node(ref.source());
  }
}
