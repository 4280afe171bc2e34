package dev.barycenter.jobs.run;

import dev.barycenter.graph.keras.Tensor;
import dev.barycenter.jobs.backbone.ModelFiles;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.spec.RunSpec;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.PipelineModel;
import org.jspecify.annotations.Nullable;

/**
 * What a finished run left.
 *
 * @param spec as it was run
 * @param weights the trained weights by path
 * @param pipeline the fitted preprocessing; null without
 */
public record TrainedRun(
    RunSpec spec, Map<String, Tensor> weights, @Nullable PipelineModel pipeline) {

  /** Opens the folder of a finished run. */
  public static TrainedRun open(String folder, Configuration hadoop) {
    RunFolder run = new RunFolder(folder, hadoop);
    if (!run.has(RunFolder.SPEC) || !run.has(RunFolder.MODEL)) {
      throw new DataException(
          "'%s' is not the folder of a finished run: it has no %s."
              .formatted(folder, run.has(RunFolder.SPEC) ? RunFolder.MODEL : RunFolder.SPEC));
    }
    RunSpec spec = RunSpec.read(run.path(RunFolder.SPEC).toString(), run.text(RunFolder.SPEC));
    ModelFiles.Stored stored = ModelFile.read(run.path(RunFolder.MODEL).toString(), hadoop);
    PipelineModel pipeline =
        run.has(RunFolder.PIPELINE)
            ? PipelineModel.load(run.path(RunFolder.PIPELINE).toString())
            : null;
    return new TrainedRun(spec, stored.weights(), pipeline);
  }
}
