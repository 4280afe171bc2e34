package dev.barycenter.jobs.retrain;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.data.DataSpec;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.registry.Version;
import dev.barycenter.jobs.run.RunFolder;
import dev.barycenter.jobs.run.TrainedRun;
import dev.barycenter.jobs.spec.RetrainSpec;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The version that serves, which a retraining begins with.
 *
 * @param run with its weights and its preprocessing
 */
record Parent(Version version, TrainedRun run) {

  /** Reads a version, and checks that it is whole. */
  static Parent open(Registry registry, int number, Configuration hadoop) {
    Version version = registry.whole(number);
    return new Parent(version, TrainedRun.open(registry.folder(number).toString(), hadoop));
  }

  /** Returns the same network as it is judged by a spec. */
  TrainedRun with(RunSpec spec) {
    return new TrainedRun(spec, run.weights(), run.pipeline());
  }

  /**
   * Demands that a spec can go on from this version, and that its holdout holds no row that this
   * version was trained on.
   *
   * @param columns the columns of the rows with their types
   * @throws DataException with everything that does not fit
   */
  void require(RunSpec spec, RetrainSpec how, String columns, Registry registry) {
    List<String> problems = new ArrayList<>();
    DataSpec data = spec.data();
    DataSpec then = run.spec().data();
    if (!shapes(spec.model()).equals(shapes(run.spec().model()))) {
      problems.add("model: its weights have other names or shapes");
    }
    if (!data.preprocess().equals(then.preprocess())) {
      problems.add("data.preprocess: the stages are others, but those of the version are used");
    }
    if (!data.inputs().equals(then.inputs()) || !data.targets().equals(then.targets())) {
      problems.add("data.inputs, data.targets: the columns are others");
    }
    if (!version.rows().upto().column().equals(how.watermark())) {
      problems.add("retrain.watermark: it was '%s'".formatted(version.rows().upto().column()));
    }
    holdout(spec, columns, problems);
    if (!problems.isEmpty()) {
      throw new DataException(
          "The spec does not go with version %d of '%s', which serves:%n  %s%n  fix: take the spec of that version, %s/%s, as a pattern, or begin another registry."
              .formatted(
                  version.number(),
                  registry,
                  String.join("\n  ", problems),
                  registry.folder(version.number()),
                  RunFolder.SPEC));
    }
  }

  /** A fraction is drawn by a hash of the seed and all columns: others give other rows. */
  private void holdout(RunSpec spec, String columns, List<String> problems) {
    DataSpec.Part test = spec.data().test();
    DataSpec.Part then = run.spec().data().test();
    if (test.fraction() != then.fraction()) {
      problems.add(
          "data.test: %s of the rows, then %s".formatted(test.fraction(), then.fraction()));
    }
    if (test.fraction() == 0 || then.fraction() == 0) {
      return;
    }
    if (spec.training().seed() != run.spec().training().seed()) {
      problems.add(
          "training.seed: %d draws other rows for data.test than %d did"
              .formatted(spec.training().seed(), run.spec().training().seed()));
    }
    if (!columns.equals(version.rows().columns())) {
      problems.add(
          "data.train: the columns draw other rows for data.test (hold out by a condition, or keep them):%n    now:  %s%n    then: %s"
              .formatted(columns, version.rows().columns()));
    }
  }

  private static Map<String, Shape> shapes(Model model) {
    Map<String, Shape> shapes = new TreeMap<>();
    model.weights().forEach((path, weight) -> shapes.put(path, weight.shape()));
    return shapes;
  }
}
