package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent cells in a row: each is fed with the output of the one before.
 *
 * <p>States and weights stand in the order of the cells; the weights of cell {@code i} are named
 * {@code cells/i/...}.
 */
public record StackedRNNCells(List<Cell> cells) implements Cell {
  /** Checks that there is a cell. */
  public StackedRNNCells {
    cells = List.copyOf(cells);
    Check.refuse(cells.isEmpty(), "StackedRNNCells needs at least one cell in 'cells'.");
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      for (Part part : cells.get(i).parts()) {
        String name = "cells/" + i + (part.name().isEmpty() ? "" : "/" + part.name());
        parts.add(new Part(name, part.cell()));
      }
    }
    return parts;
  }

  @Override
  public List<Shape> stateShapes(Shape step) {
    List<Shape> shapes = new ArrayList<>();
    Shape input = step;
    for (Cell cell : cells) {
      shapes.addAll(cell.stateShapes(input));
      input = cell.outputShape(input);
    }
    return shapes;
  }

  @Override
  public Shape outputShape(Shape step) {
    Shape shape = step;
    for (Cell cell : cells) {
      shape = cell.outputShape(shape);
    }
    return shape;
  }

  @Override
  public List<WeightSpec> weights(Shape step) {
    List<WeightSpec> weights = new ArrayList<>();
    Shape input = step;
    for (int i = 0; i < cells.size(); i++) {
      String part = "cells/" + i;
      cells.get(i).weights(input).stream().map(w -> w.within(part)).forEach(weights::add);
      input = cells.get(i).outputShape(input);
    }
    return weights;
  }

  @Override
  public Steps begin(LayerCall call, Value sequence) {
    throw new IllegalStateException("Stacked cells are run one after the other: see parts().");
  }

  @Override
  public boolean isRandom() {
    return cells.stream().anyMatch(Cell::isRandom);
  }
}
