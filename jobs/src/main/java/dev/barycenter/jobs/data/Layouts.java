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

  /** Returns the packing of the inputs of a run, for prediction. */
  public static Packing inputs(Model model, DataSpec data) {
    return packing(model, Map.of(), Map.of(), data);
  }

  /**
   * Returns the packing of rows into examples.
   *
   * @param targets the shape of the target of each output to be packed
   * @param labels of those that are classes
   */
  public static Packing packing(
      Model model, Map<String, Shape> targets, Map<String, Labels> labels, DataSpec data) {
    List<Column> columns = new ArrayList<>();
    List<FeatureSpec> features = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      FeatureSpec feature = input(data, input.name());
      columns.add(input(input, feature));
      features.add(feature);
    }
    targets.forEach(
        (name, shape) -> {
          columns.add(column(Column.Role.TARGET, name, shape));
          features.add(feature(data.targets(), name));
          String weight = data.weights().get(name);
          if (weight != null) {
            columns.add(column(Column.Role.WEIGHT, name, Shape.of()));
            features.add(FeatureSpec.of(weight));
          }
        });
    return new Packing(new ExampleLayout(columns), features, labels, data.badRows());
  }

  /**
   * Returns the packing of the inputs alone.
   *
   * @param given what each input reads
   */
  public static Packing inputs(
      Model model, Map<String, FeatureSpec> given, DataSpec.BadRows badRows) {
    List<Column> columns = new ArrayList<>();
    List<FeatureSpec> features = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      FeatureSpec feature = feature(given, input.name());
      columns.add(input(input, feature));
      features.add(feature);
    }
    return new Packing(new ExampleLayout(columns), features, Map.of(), badRows);
  }

  private static Column column(Column.Role role, String name, Shape shape) {
    return new Column(role, name, Column.Storage.FLOAT32, shape.dims());
  }

  private static Column input(Model.Input input, FeatureSpec feature) {
    PictureSpec picture = feature.picture();
    if (picture == null) {
      return column(Column.Role.INPUT, input.name(), input.shape());
    }
    List<Integer> dims = input.shape().dims();
    if (dims.size() != 3 || !input.shape().isKnown() || (dims.get(2) != 1 && dims.get(2) != 3)) {
      throw new DataException(
          "data.inputs.%s reads pictures, but the input has shape %s: expected (height, width, 3), or 1 for gray."
              .formatted(input.name(), input.shape()));
    }
    return new Column(
        Column.Role.INPUT, input.name(), Column.Storage.UINT8, dims, picture.augment());
  }

  /** The pictures of a source of pictures are read as such unless the feature says more. */
  private static FeatureSpec input(DataSpec data, String name) {
    FeatureSpec feature = feature(data.inputs(), name);
    boolean pictures =
        data.train().format().equals("images")
            && feature.columns().equals(List.of(SourceSpec.PICTURE))
            && feature.picture() == null;
    return pictures ? new FeatureSpec(feature.columns(), null, PictureSpec.PLAIN) : feature;
  }

  private static FeatureSpec feature(Map<String, FeatureSpec> features, String name) {
    FeatureSpec feature = features.get(name);
    if (feature == null) {
      throw new DataException("No columns are given for '%s'.".formatted(name));
    }
    return feature;
  }
}
