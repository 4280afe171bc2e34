package dev.barycenter.jobs.spec;

import dev.barycenter.driver.EarlyStopping;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.FeatureSpec;
import dev.barycenter.jobs.data.Preprocessing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the data of a spec has what the model and its training read. */
final class DataCheck {
  private DataCheck() {}

  /** Reports what does not fit, at its place in the file. */
  static void check(Model model, TrainingSpec training, DataSpec data, Problems problems) {
    Preprocessing.check(data.preprocess(), "/data/preprocess", problems);
    checkWeights(training, data, problems);
    checkMonitor(training, data, problems);
    Map<String, Shape> inputs = new LinkedHashMap<>();
    model.inputs().forEach(input -> inputs.put(input.name(), input.shape()));
    match("input", inputs, data.inputs(), "/data/inputs", problems);
    Map<String, Shape> targets = training.targetShapes(model);
    Map<String, FeatureSpec> given = new LinkedHashMap<>(data.targets());
    // An output without a loss was reported where the losses are.
    model.outputs().stream()
        .map(Model.Output::name)
        .filter(name -> !targets.containsKey(name))
        .forEach(given::remove);
    match("target", targets, given, "/data/targets", problems);
  }

  private static void checkWeights(TrainingSpec training, DataSpec data, Problems problems) {
    List<String> names = List.copyOf(training.outputs().keySet());
    data.weights().keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(
            name ->
                problems.add(
                    "/data/weights/" + name,
                    "'%s' is not an output with a loss. %s",
                    name,
                    Problems.suggestion(name, names)));
  }

  private static void checkMonitor(TrainingSpec training, DataSpec data, Problems problems) {
    training.phases().stream()
        .map(PhaseSpec::earlyStopping)
        .distinct()
        .forEach(stopping -> checkMonitor(stopping, data, problems));
  }

  private static void checkMonitor(
      @Nullable EarlyStopping stopping, DataSpec data, Problems problems) {
    if (stopping != null
        && stopping.metric().startsWith(EarlyStopping.VALIDATION)
        && !data.validation().exists()) {
      problems.add(
          "/training/early_stopping",
          "Early stopping watches '%s', but there are no validation rows. Write validation: 0.1"
              + " under data, or monitor: %s.",
          stopping.metric(),
          stopping.metric().substring(EarlyStopping.VALIDATION.length()));
    }
  }

  private static void match(
      String noun,
      Map<String, Shape> wanted,
      Map<String, FeatureSpec> given,
      String place,
      Problems problems) {
    List<String> names = new ArrayList<>(wanted.keySet());
    given.forEach(
        (name, feature) -> {
          Shape shape = wanted.get(name);
          if (shape == null) {
            problems.add(
                place + "/" + name,
                "'%s' is not %s of the model. %s",
                name,
                noun.equals("input") ? "an input" : "an output with a loss",
                Problems.suggestion(name, names));
          } else {
            size(name, noun, shape, feature, place, problems);
          }
        });
    wanted.forEach(
        (name, shape) -> {
          if (!given.containsKey(name)) {
            problems.add(
                place,
                "The %s '%s' of shape %s has no columns. Write %s: COLUMN, or a list of columns.",
                noun,
                name,
                shape,
                name);
          }
        });
  }

  private static void size(
      String name, String noun, Shape shape, FeatureSpec feature, String place, Problems problems) {
    int columns = feature.oneHot() == null ? feature.columns().size() : feature.oneHot();
    // A single column may hold a vector of any length: the rows will tell.
    if (shape.isKnown() && columns > 1 && columns != shape.size()) {
      problems.add(
          place + "/" + name,
          "The %s '%s' has shape %s and takes %d numbers, but is given %d columns. Name as many"
              + " columns, or change the shape in the model.",
          noun,
          name,
          shape,
          shape.size(),
          columns);
    }
  }
}
