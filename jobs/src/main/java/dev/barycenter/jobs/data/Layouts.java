package dev.barycenter.jobs.data;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the rows of a spec's data become the examples of its model. */
public final class Layouts {
  private Layouts() {}

  /**
   * Returns the packing of rows into examples.
   *
   * @param targets the shape of the target of each output to be packed; empty for prediction
   */
  public static Packing packing(Model model, Map<String, Shape> targets, DataSpec data) {
    List<Column> columns = new ArrayList<>();
    List<FeatureSpec> features = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      columns.add(column(Column.Role.INPUT, input.name(), input.shape()));
      features.add(feature(data.inputs(), input.name()));
    }
    targets.forEach(
        (name, shape) -> {
          columns.add(column(Column.Role.TARGET, name, shape));
          features.add(feature(data.targets(), name));
          String weight = data.weights().get(name);
          if (weight != null) {
            columns.add(column(Column.Role.WEIGHT, name, Shape.of()));
            features.add(new FeatureSpec(List.of(weight), null));
          }
        });
    return new Packing(new ExampleLayout(columns), features, data.badRows());
  }

  private static Column column(Column.Role role, String name, Shape shape) {
    return new Column(role, name, Column.Storage.FLOAT32, shape.dims());
  }

  private static FeatureSpec feature(Map<String, FeatureSpec> features, String name) {
    FeatureSpec feature = features.get(name);
    if (feature == null) {
      throw new DataException("No columns are given for '%s'.".formatted(name));
    }
    return feature;
  }
}
