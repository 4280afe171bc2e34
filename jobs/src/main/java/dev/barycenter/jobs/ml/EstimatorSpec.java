package dev.barycenter.jobs.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.backbone.BackboneReader;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.run.ModelFile;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;

/**
 * The spec that an estimator trains: its own, with the parameters that are set in place of entries,
 * and a section {@code data} of a table's columns.
 */
final class EstimatorSpec {
  /** The view that a table is trained from. */
  static final String VIEW = "barycenter_fit";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final GraphEstimator estimator;

  EstimatorSpec(GraphEstimator estimator) {
    this.estimator = estimator;
  }

  /** Returns where relative paths start. */
  Path folder() {
    return new Path(estimator.$(estimator.folder()));
  }

  /** Returns what finds the backbones that a spec may name. */
  BackboneReader backbones(Configuration hadoop) {
    return new BackboneReader(ModelFile.from(folder(), hadoop));
  }

  /**
   * Reads and checks the spec.
   *
   * @param backbones finds the backbone, and keeps its weights
   * @throws dev.barycenter.graph.spec.SpecException with everything that is wrong
   */
  RunSpec read(BackboneReader backbones) {
    String source = "the spec of " + estimator.uid();
    if (!estimator.isSet(estimator.spec())) {
      throw new DataException(
          "%s has no spec. Set one with setSpec, setSpecFile or setModel."
              .formatted(estimator.uid()));
    }
    String own = estimator.$(estimator.spec());
    SpecFile file = SpecFile.parse(source, own, backbones);
    Model model = file.model();
    ObjectNode tree = tree(file.without("data"));
    training(object(tree, "training"));
    data(object(tree, "data"), model);
    return RunSpec.read(source, SpecWriter.yaml(tree), backbones, null);
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A spec with a model is an object.", e);
    }
  }

  private void training(ObjectNode training) {
    put(training, "epochs", estimator.epochs());
    put(training, "batch_size", estimator.batchSize());
    put(training, "replicas", estimator.replicas());
    put(training, "seed", estimator.seed());
    if (estimator.isSet(estimator.localSteps())) {
      put(object(training, "averaging"), "local_steps", estimator.localSteps());
    }
    if (estimator.isSet(estimator.learningRate())) {
      JsonNode optimizer = training.path("optimizer");
      if (!optimizer.isObject()) {
        training.putObject("optimizer").put("type", optimizer.asText("Adam"));
      }
      ObjectNode written = object(training, "optimizer");
      boolean inKerasForm = written.has("class_name");
      put(
          inKerasForm ? object(written, "config") : written,
          "learning_rate",
          estimator.learningRate());
    }
  }

  private void data(ObjectNode data, Model model) {
    data.putObject("train").put("format", "sql").put("path", "SELECT * FROM " + VIEW);
    Map<String, String> inputs = estimator.inputs(model);
    List<String> outputs = ModelFile.outputs(model);
    Map<String, String> targets = estimator.$(estimator.labelCols());
    if (targets.isEmpty()) {
      targets =
          ColumnParams.named(
              outputs, targets, estimator.labelCols(), estimator.$(estimator.labelCol()));
    }
    columns(object(data, "inputs"), inputs);
    columns(object(data, "targets"), targets);
    ObjectNode weights = object(data, "weights");
    estimator.$(estimator.weightCols()).forEach(weights::put);
    String validation = estimator.$(estimator.validationIndicatorCol());
    if (!validation.isEmpty()) {
      data.putObject("validation").put("where", "`%s`".formatted(validation));
    }
    data.put("bad_rows", estimator.$(estimator.handleInvalid()).equals("skip") ? "skip" : "fail");
  }

  private static void columns(ObjectNode section, Map<String, String> notations) {
    notations.forEach((name, text) -> section.set(name, ColumnParams.notation(name, text)));
  }

  private static ObjectNode object(ObjectNode tree, String key) {
    return tree.path(key) instanceof ObjectNode present ? present : tree.putObject(key);
  }

  private void put(ObjectNode section, String key, Param<?> param) {
    if (estimator.isSet(param)) {
      section.set(key, JSON.valueToTree(estimator.$(param)));
    }
  }
}
