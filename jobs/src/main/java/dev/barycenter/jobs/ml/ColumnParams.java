package dev.barycenter.jobs.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problem;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.data.FeatureSpec;
import dev.barycenter.jobs.predict.OutputCells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Which columns a model reads and writes.
 *
 * <p>A column holds numbers, vectors or arrays. A model with one input reads {@code featuresCol};
 * {@code inputCols} names those of several inputs, in the notation of the spec's {@code
 * data.inputs}: a column, {@code p0..p63}, {@code [age, income]}, or {@code {columns: photo,
 * picture: {resize: crop}}}.
 *
 * <p>What is written for an output depends on its loss:
 *
 * <ul>
 *   <li>A crossentropy over n classes: {@code predictionCol}, the class as a double; {@code
 *       probabilityCol}, a vector of n; {@code rawPredictionCol}, what the output computes, a
 *       vector of n.
 *   <li>A binary crossentropy of one unit: the same for n = 2; class 1 from a probability above
 *       0.5. The raw prediction is {@code (-z, z)} for a logit z, {@code (1-p, p)} for a
 *       probability p.
 *   <li>All others: {@code predictionCol}, a double, or a vector where the output has several
 *       numbers.
 * </ul>
 *
 * <p>With several outputs, the columns of each begin with its name: {@code digit_prediction}.
 *
 * @param <S> the stage
 */
public interface ColumnParams<S> extends Params {

  /** Returns the parameters themselves. */
  Columns columns();

  /** Returns this stage. */
  S self();

  /** Returns the parameter: the column of the input, for a model with one; {@code features}. */
  default Param<String> featuresCol() {
    return columns().featuresCol();
  }

  /** Returns the parameter: the columns of each input, by its name. */
  default ColumnMapParam inputCols() {
    return columns().inputCols();
  }

  /** Returns the parameter: the column of predictions; {@code prediction}. */
  default Param<String> predictionCol() {
    return columns().predictionCol();
  }

  /** Returns the parameter: the column of probabilities; {@code probability}; empty for none. */
  default Param<String> probabilityCol() {
    return columns().probabilityCol();
  }

  /** Returns the parameter: the column of raw predictions; {@code rawPrediction}. */
  default Param<String> rawPredictionCol() {
    return columns().rawPredictionCol();
  }

  /** Returns the parameter: what happens to bad rows, {@code error} or {@code skip}. */
  default Param<String> handleInvalid() {
    return columns().handleInvalid();
  }

  /** Sets the column of the input. */
  default S setFeaturesCol(String column) {
    set(featuresCol(), column);
    return self();
  }

  /** Sets the columns of each input, by its name. */
  default S setInputCols(Map<String, String> columns) {
    set(inputCols(), new TreeMap<>(columns));
    return self();
  }

  /** Sets the column of predictions. */
  default S setPredictionCol(String column) {
    set(predictionCol(), column);
    return self();
  }

  /** Sets the column of probabilities; empty for none. */
  default S setProbabilityCol(String column) {
    set(probabilityCol(), column);
    return self();
  }

  /** Sets the column of raw predictions; empty for none. */
  default S setRawPredictionCol(String column) {
    set(rawPredictionCol(), column);
    return self();
  }

  /** Sets what happens to bad rows: {@code error} or {@code skip}. */
  default S setHandleInvalid(String policy) {
    set(handleInvalid(), policy);
    return self();
  }

  /** Returns the columns of each input of a model, in the notation of a spec. */
  default Map<String, String> inputs(Model model) {
    List<String> names = model.inputs().stream().map(Model.Input::name).toList();
    return named(names, $(inputCols()), inputCols(), $(featuresCol()));
  }

  /**
   * Returns the columns of inputs or outputs.
   *
   * @param sole the column where there is only one of them
   */
  static Map<String, String> named(
      List<String> names, Map<String, String> given, ColumnMapParam param, String sole) {
    if (given.isEmpty() && names.size() == 1) {
      return Map.of(names.get(0), sole);
    }
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : names) {
      String column = given.get(name);
      if (column == null) {
        throw new DataException(
            "%s has no column for '%s': give one to each of %s."
                .formatted(param.name(), name, names));
      }
      columns.put(name, column);
    }
    given.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(
            name -> {
              throw new DataException(
                  "%s names '%s', which the model does not have. %s"
                      .formatted(param.name(), name, Problems.suggestion(name, names)));
            });
    return columns;
  }

  /**
   * Returns the columns that are written for the outputs of a model, in their order.
   *
   * @param objectives what each output was trained for, where it is known
   */
  default List<OutputCells> cells(Model model, Map<String, Objective> objectives) {
    boolean sole = model.outputs().size() == 1;
    List<OutputCells> cells = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      UnaryOperator<String> column =
          name -> sole || name.isEmpty() ? name : output.name() + "_" + name;
      cells.add(
          EvaluatorCells.of(
              model.shape(output.tensor()),
              objectives.getOrDefault(output.name(), Objective.UNTRAINED).loss(),
              column.apply($(predictionCol())),
              column.apply($(probabilityCol())),
              column.apply($(rawPredictionCol()))));
    }
    return cells;
  }

  /** Returns the policy on bad rows. */
  default DataSpec.BadRows badRows() {
    return switch ($(handleInvalid())) {
      case "error" -> DataSpec.BadRows.FAIL;
      case "skip" -> DataSpec.BadRows.SKIP;
      default ->
          throw new DataException(
              "handleInvalid is '%s': expected error or skip.".formatted($(handleInvalid())));
    };
  }

  /** Returns the columns of an input or output as a spec has them. */
  static JsonNode notation(String name, String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return TextNode.valueOf(text);
    }
    SpecFile file = SpecFile.parse("the columns of '%s'".formatted(name), "columns: " + text);
    file.throwIfAny();
    return file.section("columns").orElseThrow();
  }

  /** Returns features by their notations. */
  static Map<String, FeatureSpec> features(Map<String, String> notations) {
    Map<String, FeatureSpec> features = new LinkedHashMap<>();
    Problems problems = new Problems();
    notations.forEach(
        (name, text) -> {
          FeatureSpec feature = FeatureSpec.read(notation(name, text), name, problems);
          if (feature != null) {
            features.put(name, feature);
          }
        });
    if (!problems.isEmpty()) {
      Problem first = problems.found().get(0);
      throw new DataException("The columns of %s: %s".formatted(first.place(), first.message()));
    }
    return features;
  }
}
