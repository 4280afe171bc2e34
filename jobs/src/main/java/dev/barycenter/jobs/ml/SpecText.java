package dev.barycenter.jobs.ml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import dev.barycenter.graph.spec.SpecWriter;
import dev.barycenter.jobs.run.ModelFile;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A spec as text.
 *
 * @param folder where its relative paths start
 */
record SpecText(String yaml, String folder) {

  /** Reads a file with the file systems of the active Spark session. */
  static SpecText read(String path) {
    Path file = new Path(path);
    String yaml = ModelFile.text(file, SparkSession.active().sparkContext().hadoopConfiguration());
    return new SpecText(yaml, ModelFile.folder(file).toString());
  }

  /** Returns a spec of a model. */
  static String of(Model model, String training) {
    SpecFile section =
        SpecFile.parse(
            "the training of '%s'".formatted(model.name()), "training:\n" + training.indent(2));
    section.throwIfAny();
    ObjectNode tree = SpecWriter.tree(model);
    section.section("training").ifPresent(node -> tree.set("training", node));
    return SpecWriter.yaml(tree);
  }
}
