package dev.barycenter.graph.summary;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.config.Family;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Keras's table of a model: layer, type, output shape, parameters, what it is connected to, and the
 * totals.
 *
 * @param width the most characters in a line
 * @param expandNested whether the layers of nested models are listed too
 * @param showTrainable whether a column says which layers training moves
 */
public record Summary(int width, boolean expandNested, boolean showTrainable) {
  /** The usual table. */
  public static final Summary USUAL = new Summary(100, false, false);

  /** Returns the usual table of a model, 100 characters wide. */
  public static String of(Model model) {
    return USUAL.text(model);
  }

  /** Returns the table of a model, each line ended. */
  public String text(Model model) {
    boolean connected = !model.isStraightLine();
    List<String> headers = new ArrayList<>(List.of("Layer (type)", "Output Shape", "Param #"));
    if (connected) {
      headers.add("Connected to");
    }
    if (showTrainable) {
      headers.add("Trainable");
    }
    Table table = new Table(headers, 2);
    rows(table, model, "", connected, true);
    return "Model: \"%s\"\n".formatted(model.name())
        + table.text(width)
        + Parameters.of(model).text()
        + String.join("", new Twins(model).warnings());
  }

  private void rows(Table table, Model model, String indent, boolean connected, boolean trainable) {
    for (Model.Input input : model.inputs()) {
      String name = indent + input.name() + " (InputLayer)";
      row(table, name, input.shape().withBatch(), 0, List.of("-"), "-", connected);
    }
    for (Model.Named named : model.layers()) {
      List<Model.Call> calls =
          model.calls().stream().filter(c -> c.layer().equals(named.name())).toList();
      long count =
          named.layer().weights(model.firstInputs(named.name())).stream()
              .mapToLong(w -> w.shape().size())
              .sum();
      boolean moves = trainable && named.trainable();
      row(
          table,
          indent + named.name() + " (" + type(named.layer()) + ")",
          shapes(named.layer().outputShapes(model.firstInputs(named.name()))),
          count,
          calls.stream().flatMap(call -> reads(call).stream()).toList(),
          count == 0 ? "-" : moves ? "Y" : "N",
          connected);
      if (expandNested && named.layer() instanceof SubModel sub) {
        rows(table, sub.model(), "   " + (indent.isEmpty() ? "└ " : indent), connected, moves);
      }
    }
  }

  private void row(
      Table table,
      String name,
      String shape,
      long count,
      List<String> reads,
      String trainable,
      boolean connected) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of(name));
    cells.add(List.of(shape));
    cells.add(List.of(String.format(Locale.ROOT, "%,d", count)));
    if (connected) {
      cells.add(reads);
    }
    if (showTrainable) {
      cells.add(List.of(trainable));
    }
    table.row(cells);
  }

  private static List<String> reads(Model.Call call) {
    String suffix = call.name().equals(call.layer()) ? "" : " → " + call.name();
    List<String> lines = new ArrayList<>(call.inputs().stream().map(Model.Ref::toString).toList());
    lines.set(lines.size() - 1, lines.get(lines.size() - 1) + suffix);
    return lines;
  }

  private static String type(Layer layer) {
    return layer instanceof SubModel sub
        ? sub.model().isStraightLine() ? "Sequential" : "Functional"
        : Family.name(layer.getClass());
  }

  private static String shapes(List<Shape> shapes) {
    return shapes.size() == 1
        ? shapes.get(0).withBatch()
        : shapes.stream().map(Shape::withBatch).collect(Collectors.joining(", ", "[", "]"));
  }
}
